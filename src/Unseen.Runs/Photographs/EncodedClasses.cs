using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Images.Encoders;

namespace Unseen.Runs.Photographs;

/// <summary>Makes the descriptors of a project's classes from words, by an encoder of texts.</summary>
internal static class EncodedClasses
{
    /// <summary>Encodes each class's texts: those of the project's prompts, or else its description in the table, or
    /// else a template with its name.</summary>
    /// <param name="project">a project with an encoder</param>
    /// <param name="context">for warnings and cancellation</param>
    /// <returns>[C, A], in the order of the table</returns>
    public static FeatureMatrix Create(PhotoProject project, RunContext context)
    {
        var classes = ImageDataset.ReadClassDescriptions(project.Classes);
        string[] names = [.. classes.Select(one => one.Name)];
        var prompts = project.Prompts is { } path ? ClassPrompts.Read(path) : new ClassPrompts();
        if (prompts.Texts.Count > 0 && prompts.WithoutTexts(names) is { Count: > 0 } without)
            context.Warn($"{project.Prompts} has no texts of {string.Join(", ", without.Take(5))}"
                + $"{(without.Count > 5 ? $" and {without.Count - 5} more" : "")}; their names alone are used.");
        if (project.Prompts is null && classes[0].Description is not null)
            prompts = prompts with
            {
                Texts = classes.ToDictionary(one => one.Name, one => (IReadOnlyList<string>)[one.Description!]),
            };
        using var encoder = TextEncoder.Load(project.Encoder!);
        var descriptors = prompts.EncodeAsync(encoder, names, context.Cancellation).GetAwaiter().GetResult();
        context.Say($"{names.Length} classes described by words, as {encoder.Width} numbers each");
        return descriptors;
    }
}
