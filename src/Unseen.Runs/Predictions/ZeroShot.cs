using Unseen.Images.Backbones;
using Unseen.Images.Encoders;
using Unseen.Inference;
using Unseen.Runs.Folders;

namespace Unseen.Runs.Predictions;

/// <summary>Recognises photographs with an encoder of images and texts, without training, as <c>unseen zero-shot</c>
/// does.</summary>
public static class ZeroShot
{
    /// <summary>Reads class names from a list such as "okapi, grey heron", or from a file with one name per
    /// line.</summary>
    /// <param name="classes">the list, or the path of the file</param>
    /// <exception cref="UsageException">There are fewer than two names, a name occurs twice, or the text ends in .txt
    /// or .csv but is not an existing file.</exception>
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
                    + "name in each line, but "
                    + $"{(File.Exists(classes) ? $"{classes} is not such a file" : $"was {classes}")}.");
    }

    /// <summary>Creates a model that recognises photographs. If a folder is given, saves the model there with its image
    /// model, so that <c>unseen predict</c>, <c>serve</c> and <c>export</c> can use it.</summary>
    /// <param name="encoder">an encoder of images and texts</param>
    /// <param name="names">names of the classes, at least two</param>
    /// <param name="prompts">texts of the classes</param>
    /// <param name="folder">a new or empty folder, or null (default) to save nothing</param>
    /// <param name="known">a folder of at least <see cref="UnseenModel.MinKnownPhotographs"/> photographs that show the
    /// classes, from which the model learns to refuse other photographs; null (default) for a model that never
    /// refuses</param>
    /// <param name="context">warnings and cancellation; null (default) for neither</param>
    /// <exception cref="UsageException"><paramref name="folder"/> is a file or is not empty;
    /// <paramref name="known"/> does not exist or has too few photographs that can be used; or
    /// <paramref name="known"/> is given, and there are fewer than 4 classes.</exception>
    /// <exception cref="ArgumentException"><paramref name="names"/> is empty, or a name occurs twice.</exception>
    /// <exception cref="InvalidOperationException">A class has no text.</exception>
    /// <exception cref="Images.ImageDataException">The encoder fails on a text.</exception>
    /// <exception cref="OperationCanceledException">The operation was cancelled.</exception>
    public static UnseenModel CreateModel(Encoder encoder, IReadOnlyList<string> names, ClassPrompts prompts,
        string? folder = null, string? known = null, RunContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        context ??= new RunContext();
        if (File.Exists(folder))
            throw new UsageException($"--save must be a folder, but {folder} is a file.");
        if (Directory.Exists(folder) && !ResultFolder.IsEmpty(folder))
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
        var features = new ImageFeatures([encoder.Images]); // not disposed, since the encoder owns the image model
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
