using Unseen.Cli.Flags;
using Unseen.Images.Backbones;

namespace Unseen.Cli.Photographs;

/// <summary>Flags that name the image models.</summary>
internal static class BackboneFlags
{
    public static Flag Backbone { get; } = new(
        "--backbone", FlagKind.Text, "FILE",
            "Image model in ONNX form; several with commas between them stand side by side.");

    public static Flag Preprocess { get; } = Flag.Choice(
        "--preprocess",
            "How photographs are made ready [default: MODEL.json beside the model, or what its name speaks of].",
            Preprocessing.PresetNames);

    public static Flag Output { get; } = new(
        "--output", FlagKind.Text, "NAME", "Which value of the image model to take [default: the pooled one].");

    public static Flag Batch { get; } = new(
        "--image-batch", FlagKind.Whole, "N",
            $"Photographs that a core computes at once; the features do not depend on it [default: "
            + $"{Images.Extraction.FeatureExtraction.DefaultBatch}].");

    /// <summary>Opens the image models that the flags name.</summary>
    /// <exception cref="UsageException">None is named, or a preset is unknown.</exception>
    public static ImageFeatures Open(FlagValues values) => Open(
        values.Require(Backbone).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            values.Text(Preprocess), values.Text(Output));

    /// <summary>Opens image models.</summary>
    /// <param name="paths">their files</param>
    /// <param name="preset">of the preprocessing of all of them, or null</param>
    /// <param name="output">which value to take of all of them, or null</param>
    public static ImageFeatures Open(IReadOnlyList<string> paths, string? preset, string? output)
    {
        if (paths.Count == 0)
            throw new UsageException($"{Backbone.Name} must name an image model, but was empty.");
        List<Backbone> opened = [];
        try
        {
            foreach (var path in paths)
                opened.Add(Images.Backbones.Backbone.Load(
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

    /// <summary>Photographs that a core computes at once.</summary>
    public static int BatchOf(FlagValues values)
    {
        var batch = values.Text(Batch) is { } text ? FlagText.ToWhole(text, values.NameOf(Batch))
            : Images.Extraction.FeatureExtraction.DefaultBatch;
        return batch is >= 1 and <= 1024 ? batch
            : throw new UsageException($"{values.NameOf(Batch)} must be from 1 to 1024, but was {batch}.");
    }
}
