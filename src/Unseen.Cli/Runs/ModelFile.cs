using Unseen.Inference;

namespace Unseen.Cli.Runs;

/// <summary>Where a changed model goes.</summary>
internal static class ModelFile
{
    /// <summary>Saves a model in the place of the one that it was made from, or elsewhere.</summary>
    /// <param name="model">the model</param>
    /// <param name="run">the folder of a run, or a model file</param>
    /// <param name="path">another file, or null</param>
    /// <returns>where it is</returns>
    public static string Save(UnseenModel model, string run, string? path)
    {
        var file = path ?? (Directory.Exists(run) ? Path.Combine(run, UnseenModel.FileName) : run);
        model.Save(file);
        return file;
    }
}
