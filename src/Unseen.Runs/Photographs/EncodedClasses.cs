using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Images.Encoders;

namespace Unseen.Runs.Photographs;

/// <summary>Creates the descriptors of a project's classes from words, with a text encoder.</summary>
internal static class EncodedClasses
{
    /// <summary>Encodes the texts of each class. If the project has no file of prompts, a class has one text: its
    /// description in the table or, if there is none, the default template with the name of the class. If there is such
    /// a file, a class has the texts that the file lists for it. If the file lists none, the class has the file's
    /// templates, with the name of the class inserted.</summary>
    /// <param name="project">a project with an encoder</param>
    /// <param name="context">cancellation, and the receiver of messages and warnings</param>
    /// <returns>[C, A], in the order of the table</returns>
    public static FeatureMatrix Create(PhotoProject project, RunContext context)
    {
        var classes = ImageDataset.ReadClassDescriptions(project.Classes);
        string[] names = [.. classes.Select(one => one.Name)];
        var prompts = project.Prompts is { } path ? ClassPrompts.Read(path) : new ClassPrompts();
        if (project.Prompts is null)
            prompts = prompts with
            {
                Texts = classes.Where(one => !string.IsNullOrWhiteSpace(one.Description))
                    .ToDictionary(one => one.Name, one => (IReadOnlyList<string>)[one.Description!]),
            };
        if (prompts.Texts.Count > 0 && prompts.WithoutTexts(names) is { Count: > 0 } without)
            context.Warn($"{project.Prompts ?? project.Classes} has no texts for {string.Join(", ", without.Take(5))}"
                + $"{(without.Count > 5 ? $" and {without.Count - 5} more" : "")}; their names alone are used.");
        using var encoder = TextEncoder.Load(project.Encoder!);
        var descriptors = prompts.EncodeAsync(encoder, names, context.Cancellation).GetAwaiter().GetResult();
        context.Say($"{names.Length} classes described by words, as {encoder.Width} numbers each");
        return descriptors;
    }
}
