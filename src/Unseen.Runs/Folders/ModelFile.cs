using Unseen.Images.Backbones;
using Unseen.Inference;

namespace Unseen.Runs.Folders;

/// <summary>Finds and saves the model that the argument RUN names (the folder of a run, or a model file), and opens its
/// image models.</summary>
public static class ModelFile
{
    /// <summary>Gets the path of the model file: in the folder if <paramref name="run"/> is a folder, otherwise
    /// <paramref name="run"/> itself.</summary>
    public static string GetPath(string run) => Directory.Exists(run) ? Path.Combine(run, UnseenModel.FileName) : run;

    /// <summary>Opens the image models in the folder of the model file. The caller disposes them.</summary>
    /// <exception cref="Images.ImageDataException">The model was not trained on photographs, or an image model cannot
    /// be loaded or differs from the one used in training.</exception>
    /// <exception cref="ModelFileException">The model has no valid descriptions of image models.</exception>
    public static ImageFeatures OpenFeatures(UnseenModel model, string run) =>
        ImageFeatures.CreateFor(model, Directory.Exists(run) ? run
            : Path.GetDirectoryName(Path.GetFullPath(run))!, file: GetPath(run));

    /// <summary>Gets the paths of the model file and of its image models, without the files of their
    /// constants.</summary>
    internal static IEnumerable<string> GetFiles(UnseenModel model, string run) =>
        [GetPath(run), .. GetImageModels(model, GetPath(run))];

    /// <summary>Requires that a model can refuse photographs that show none of its classes.</summary>
    /// <param name="model">the model</param>
    /// <param name="run">the path of the model in messages</param>
    /// <exception cref="UsageException">The model has no <see cref="UnseenModel.KnownFit"/>, for example because it was
    /// trained without validation.</exception>
    public static void RequireRefuses(UnseenModel model, string run)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.KnownFit is null)
            throw new UsageException(
                $"{run} cannot refuse: it has no thresholds. Train with --validate on at least 4 seen classes, use "
                    + "unseen zero-shot with --known, or leave --reject out.");
    }

    /// <summary>Requires that several image models can be copied to one folder.</summary>
    /// <exception cref="UsageException">Different files with constants have the same name.</exception>
    internal static void RequireOneFolder(IEnumerable<Backbone> backbones)
    {
        var same = backbones.SelectMany(backbone => backbone.ExternalFiles).Distinct()
            .GroupBy(Path.GetFileName, StringComparer.OrdinalIgnoreCase).FirstOrDefault(files => files.Count() > 1);
        if (same is not null)
            throw new UsageException($"{string.Join(" and ", same)} have the same name, but a run keeps all files of "
                + "its image models in one folder. Export the models again with different names for their constants.");
    }

    /// <summary>Copies the file of an image model and, to the same folder, the files with its constants, if it has
    /// any.</summary>
    /// <param name="backbone">the image model</param>
    /// <param name="path">path of the file to write; its folder must exist</param>
    internal static void CopyImageModel(Backbone backbone, string path)
    {
        File.Copy(backbone.Path, path, overwrite: true);
        foreach (var file in backbone.ExternalFiles)
            File.Copy(file, Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(file)), overwrite: true);
    }

    /// <summary>Saves a model, by default in the place of the model of <paramref name="run"/>.</summary>
    /// <param name="model">the model</param>
    /// <param name="run">the folder of a run, or a model file</param>
    /// <param name="path">the file to write, or null to replace the model of <paramref name="run"/></param>
    /// <returns>the path of the saved file</returns>
    /// <exception cref="UsageException">The file is one of the image models of the model.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static string Save(UnseenModel model, string run, string? path)
    {
        ArgumentNullException.ThrowIfNull(model);
        OutputFile.RequireOther("--out", path, GetImageModels(model, GetPath(run)));
        var file = path ?? GetPath(run);
        model.Save(file);
        return file;
    }

    private static IEnumerable<string> GetImageModels(UnseenModel model, string file) =>
        (ImageFeatures.GetDescriptions(model, file) ?? []).Select(image =>
            Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, Path.GetFileName(image.File)));
}
