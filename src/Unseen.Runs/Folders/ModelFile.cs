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
        ImageFeatures.Of(model, Directory.Exists(run) ? run
            : Path.GetDirectoryName(Path.GetFullPath(run))!, file: PathOf(run));

    /// <summary>Saves a model over the one that it was made from, or to another file.</summary>
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
