using Unseen.Images.Backbones;
using Unseen.Images.Encoders;

namespace Unseen.Runs.Photographs;

/// <summary>Opens image models from files.</summary>
internal static class ImageModels
{
    /// <summary>Opens image models.</summary>
    /// <param name="paths">their files, or folders of encoders</param>
    /// <param name="preset">of the preprocessing of those that are files, or null</param>
    /// <param name="output">which value to take of all of them, or null</param>
    public static ImageFeatures Open(IReadOnlyList<string> paths, string? preset, string? output)
    {
        if (paths.Count == 0)
            throw new UsageException(
                $"{PhotoOverrides.BackboneName} needs the path of an image model, but was empty.");
        List<Backbone> opened = [];
        try
        {
            foreach (var path in paths)
                opened.Add(Directory.Exists(path) ? Encoder.LoadImages(path, output) : Backbone.Load(
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
