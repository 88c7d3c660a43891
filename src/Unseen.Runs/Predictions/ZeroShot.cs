using Unseen.Images.Backbones;
using Unseen.Images.Encoders;
using Unseen.Inference;
using Unseen.Runs.Folders;

namespace Unseen.Runs.Predictions;

/// <summary>Recognises photographs by an encoder and words, without training: what <c>unseen zero-shot</c>
/// does.</summary>
public static class ZeroShot
{
    /// <summary>The classes of a list such as "okapi, grey heron", or of a file with one a line.</summary>
    /// <param name="classes">the list, or the file</param>
    /// <exception cref="UsageException">There are fewer than two, or one occurs twice.</exception>
    public static IReadOnlyList<string> ReadClasses(string classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        if (Path.GetExtension(classes) is ".txt" or ".csv" && !File.Exists(classes))
            throw new UsageException($"--classes {classes}: the file does not exist.");
        var texts = File.Exists(classes) ? File.ReadLines(classes) : classes.Split(',');
        string[] names = [.. texts.Select(name => name.Trim()).Where(name => name.Length > 0)];
        return names.Distinct().Count() == names.Length && names.Length >= 2 ? names
            : throw new UsageException(
                "--classes must be at least two different names, such as \"okapi, heron\", or a file with one "
                    + $"name in each line, but {(File.Exists(classes) ? "this is not in" : "was")} {classes}.");
    }

    /// <summary>Makes a model that predicts photographs, in a folder of its own: unseen predict, serve and export take
    /// it.</summary>
    /// <param name="encoder">an encoder of images and texts</param>
    /// <param name="names">the classes</param>
    /// <param name="prompts">their texts</param>
    /// <param name="folder">a new or empty folder, or null (default) for none</param>
    /// <param name="known">a folder of photographs that show the classes, at least
    /// <see cref="UnseenModel.MinKnownPhotographs"/>, from which the model learns to refuse others; null (default)
    /// for a model that names a class always</param>
    /// <param name="context">warnings and cancellation; null (default) for none</param>
    /// <returns>the model</returns>
    /// <exception cref="UsageException">The folder is not empty, or there are too few photographs or classes to refuse
    /// any.</exception>
    public static UnseenModel CreateModel(Encoder encoder, IReadOnlyList<string> names, ClassPrompts prompts,
        string? folder = null, string? known = null, RunContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        context ??= new RunContext();
        if (folder is not null && Path.Exists(folder) && !ResultFolder.IsEmpty(folder))
            throw new UsageException($"--save {folder} already has files in it. Choose a new folder.");
        var model = ZeroShotModel.CreateAsync(encoder, names, prompts, context.Cancellation).GetAwaiter().GetResult();
        if (known is not null)
            model = WithKnown(model, encoder, known, context);
        if (folder is null)
            return model;
        Directory.CreateDirectory(folder);
        ModelFile.CopyImageModel(encoder.Images, Path.Combine(folder, Path.GetFileName(encoder.Images.Path)));
        model.Save(Path.Combine(folder, UnseenModel.FileName));
        return model;
    }

    private static UnseenModel WithKnown(UnseenModel model, Encoder encoder, string known, RunContext context)
    {
        if (!Directory.Exists(known))
            throw new UsageException($"--known {known}: the folder does not exist.");
        var features = new ImageFeatures([encoder.Images]); // the encoder disposes it
        var found = PhotographFeatures.Extract(features, [known], context, batch: 1);
        if (found.Images.Count < UnseenModel.MinKnownPhotographs)
            throw new UsageException($"--known {known} has {found.Images.Count} photographs that can be used. At "
                + $"least {UnseenModel.MinKnownPhotographs} that show the classes are needed to refuse others.");
        try
        {
            return model.WithKnownPhotographs(found.Features);
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageException($"--known {known}: {exception.Message}");
        }
    }
}
