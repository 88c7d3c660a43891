using Unseen.Images.Backbones;
using Unseen.Inference;

namespace Unseen.Runs.Folders;

/// <summary>Finds, opens and saves the model that the argument RUN names: the folder of a run, or a model
/// file.</summary>
public static class ModelFile
{
    /// <summary>Gets the path of the model file.</summary>
    public static string PathOf(string run) => Directory.Exists(run) ? Path.Combine(run, UnseenModel.FileName) : run;

    /// <summary>Opens the image models beside the model file. The caller disposes them.</summary>
    public static ImageFeatures OpenFeatures(UnseenModel model, string run) =>
        ImageFeatures.CreateFor(model, Directory.Exists(run) ? run
            : Path.GetDirectoryName(Path.GetFullPath(run))!, file: PathOf(run));

    /// <summary>Requires that a model can refuse.</summary>
    /// <param name="model">the model</param>
    /// <param name="run">what the user calls it</param>
    /// <exception cref="UsageException">It has no <see cref="UnseenModel.KnownFit"/>.</exception>
    public static void RequireRefuses(UnseenModel model, string run)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.KnownFit is null)
            throw new UsageException(
                $"{run} cannot refuse: it has no thresholds. Training with --validate finds them on 4 or more seen "
                    + "classes, zero-shot with --known on photographs. Or leave --reject out.");
    }

    /// <summary>Copies an image model, and the files of its constants beside it.</summary>
    /// <param name="backbone">the image model</param>
    /// <param name="path">path of the file to write; its folder must exist</param>
    internal static void CopyImageModel(Backbone backbone, string path)
    {
        File.Copy(backbone.Path, path, overwrite: true);
        foreach (var file in backbone.ExternalFiles)
            File.Copy(file, Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(file)), overwrite: true);
    }

    /// <summary>Saves a model in the place of the one that it was made from, or elsewhere.</summary>
    /// <param name="model">the model</param>
    /// <param name="run">the folder of a run, or a model file</param>
    /// <param name="path">another file, or null for the model of <paramref name="run"/></param>
    /// <returns>the path of the saved file</returns>
    public static string Save(UnseenModel model, string run, string? path)
    {
        var file = path ?? PathOf(run);
        model.Save(file);
        return file;
    }
}
