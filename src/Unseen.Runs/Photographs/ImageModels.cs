using Unseen.Images.Backbones;
using Unseen.Images.Encoders;

namespace Unseen.Runs.Photographs;

/// <summary>Opens image models from files.</summary>
internal static class ImageModels
{
    /// <summary>Opens image models.</summary>
    /// <param name="paths">files of image models, or folders of encoders</param>
    /// <param name="preset">name of the preprocessing preset of all files, or null for the default of each; must be
    /// null if there is a folder</param>
    /// <param name="output">name of the output to use in all models, or null for the default of each</param>
    /// <returns>the models; the caller disposes them</returns>
    /// <exception cref="UsageException"><paramref name="paths"/> is empty, the preset is unknown, or there is a preset
    /// for a folder.</exception>
    public static ImageFeatures Open(IReadOnlyList<string> paths, string? preset, string? output)
    {
        if (paths.Count == 0)
            throw new UsageException(
                $"{PhotoOverrides.BackboneName} needs the path of an image model, but was empty.");
        if (preset is not null && paths.FirstOrDefault(Directory.Exists) is { } folder)
            throw new UsageException($"{PhotoOverrides.PreprocessName} is for files of image models, but {folder} is "
                + "the folder of an encoder, whose files specify how photographs are prepared. Leave "
                + $"{PhotoOverrides.PreprocessName} out.");
        if (preset is not null && !Preprocessing.PresetNames.Contains(preset))
            throw new UsageException(
                $"{PhotoOverrides.PreprocessName} must be one of {string.Join(", ", Preprocessing.PresetNames)}, but "
                + $"was '{preset}'.{NearestName.Question(preset, Preprocessing.PresetNames)}");
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
