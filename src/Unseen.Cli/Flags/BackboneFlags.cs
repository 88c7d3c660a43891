using Unseen.Images.Backbones;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Photographs;

namespace Unseen.Cli.Flags;

/// <summary>The flags for image models.</summary>
internal static class BackboneFlags
{
    public static Flag Backbone { get; } = new(
        "--backbone", OptionKind.Text, "FILE",
            "Image model: an ONNX file, or the folder of an export. If several are given, separated by commas, their "
            + "features are combined.");

    public static Flag Preprocess { get; } = Flag.Choice(
        "--preprocess",
            "How photographs are prepared [default: MODEL.json beside the model, or guessed from its name].",
            Preprocessing.PresetNames);

    public static Flag Output { get; } = new(
        "--output", OptionKind.Text, "NAME",
            "Which output of the image model to take [default: the one in MODEL.json, or the pooled one].");

    public static Flag Batch { get; } = new(
        "--image-batch", OptionKind.Whole, "N",
            $"How many photographs each core processes at once; the features do not depend on it [default: "
            + $"{Images.Extraction.FeatureExtraction.DefaultBatch}].");

    public static Flag Encoder { get; } = new(
        "--encoder", OptionKind.Text, "DIR",
            "Encoder of images and texts such as CLIP: the folder of an ONNX export. It computes features from "
            + "photographs, and descriptors from words.");

    public static Flag Prompts { get; } = new(
        "--prompts", OptionKind.Text, "FILE",
            "JSON with the texts of each class, or a list of templates [default: a photo of a {name}.].");

    public static Flag Words { get; } = new(
        "--words", OptionKind.Text, "FILE",
            "Word vectors (GloVe or word2vec text) that turn class names, or the column 'description' of "
            + "classes.csv, into numbers.");

    /// <summary>The flags for a project of photographs.</summary>
    public static IReadOnlyList<Flag> ProjectFlags { get; } =
        [Backbone, Preprocess, Output, Batch, Words, Encoder, Prompts];

    /// <summary>For a command without a project of photographs: refuses the flags that only apply to such a
    /// project.</summary>
    /// <exception cref="UsageException">A flag is set.</exception>
    public static void RefuseWithoutProject(FlagValues values)
    {
        if (ProjectFlags.FirstOrDefault(flag => values.Text(flag) is not null) is { } stray)
            throw UsageException.Needs(values.GetName(stray), "a folder of photographs (PROJECT)");
    }

    /// <summary>Reads the flags that override the settings of a project.</summary>
    public static PhotoOverrides GetOverrides(FlagValues values) => new()
    {
        Backbones = values.Text(Backbone)?.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        Preprocess = values.Text(Preprocess),
        Output = values.Text(Output),
        Words = values.Text(Words),
        Encoder = values.Text(Encoder),
        Prompts = values.Text(Prompts),
    };

    /// <summary>Opens the image models that the flags name.</summary>
    /// <exception cref="UsageException">No image model is named, the preset is unknown, or a preset is given for the
    /// folder of an encoder.</exception>
    public static ImageFeatures Open(FlagValues values) => ImageModels.Open(
        values.Require(Backbone).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            values.Text(Preprocess), values.Text(Output));

    /// <summary>Reads the number of photographs that a core processes at once, from 1 to 1024.</summary>
    public static int GetBatch(FlagValues values) =>
        values.Text(Batch) is { } text ? OptionText.ToWhole(text, values.GetName(Batch), 1, 1024)
            : Images.Extraction.FeatureExtraction.DefaultBatch;
}
