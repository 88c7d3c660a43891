using Unseen.Images.Backbones;

namespace Unseen.Runs.Photographs;

/// <summary>Opens image models by their files.</summary>
internal static class ImageModels
{
    /// <summary>Opens image models.</summary>
    /// <param name="paths">their files</param>
    /// <param name="preset">of the preprocessing of all of them, or null</param>
    /// <param name="output">which value to take of all of them, or null</param>
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
