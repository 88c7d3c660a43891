using Unseen.Images.Backbones;

namespace Unseen.Runs.Photographs;

/// <summary>Opens image models from files.</summary>
internal static class ImageModels
{
    /// <summary>Opens image models.</summary>
    /// <param name="paths">paths of the model files</param>
    /// <param name="preset">name of the preprocessing preset for all models, or null for each model's default</param>
    /// <param name="output">name of the output to use of all models, or null for each model's default</param>
    public static ImageFeatures Open(IReadOnlyList<string> paths, string? preset, string? output)
    {
        if (paths.Count == 0)
            throw new UsageException($"{PhotoOverrides.BackboneName} must name an image model, but was empty.");
        List<Backbone> opened = [];
        try
        {
            foreach (var path in paths)
                opened.Add(Backbone.Load(
                    path, preset is null ? null : Preprocessing.Preset(preset), output));
            return new ImageFeatures(opened);
        }
        catch
        {
            foreach (var backbone in opened)
                backbone.Dispose();
            throw;
        }
    }
}
