using System.Text.Json;
using Unseen.Inference;

namespace Unseen.Images.Backbones;

/// <summary>Reads the descriptions of image models in a model file. The contents are untrusted.</summary>
internal static class DescriptionReader
{
    private const int Sha256Digits = 64;

    /// <summary>Reads and checks descriptions.</summary>
    /// <param name="json">the text of the metadata</param>
    /// <param name="file">the path of the model file, for messages</param>
    /// <exception cref="ModelFileException">
    /// The text is not a JSON list of descriptions, or a description is not valid.
    /// </exception>
    public static BackboneDescription[] Read(string json, string file)
    {
        BackboneDescription?[]? descriptions;
        try
        {
            descriptions = JsonSerializer.Deserialize(json, ImageJson.Default.BackboneDescriptionArray);
        }
        catch (JsonException exception)
        {
            throw Refusal("readable", FailureReason.Describe(exception), exception);
        }

        if (descriptions is not [_, ..])
            throw Refusal("at least one image model", descriptions is null ? "null" : "none");
        for (var i = 0; i < descriptions.Length; i++)
            if (ProblemOf(descriptions[i]) is { } problem)
                throw new ModelFileException(file, $"{Key}, image model {i + 1}", problem.Rule, problem.Found);
        return descriptions!;

        ModelFileException Refusal(string rule, string found, Exception? inner = null) =>
            new(file, Key, rule, found, inner);
    }

    private static string Key => $"metadata {ImageFeatures.MetadataKey}";

    private static (string Rule, string Found)? ProblemOf(BackboneDescription? description) => description switch
    {
        null => ("an object", "null"),
        { File: null or "" } or { Output: null or "" } => ("with the names of a file and an output", "without"),
        { Sha256: var sum } when sum is not { Length: Sha256Digits } || !sum.All(char.IsAsciiHexDigitLower) =>
            ($"with a SHA-256 of {Sha256Digits} lower-case hex digits", $"with '{sum}'"),
        { Width: < 1 } => ("of a width of at least 1", $"{description.Width}"),
        { Preprocessing: null or { Mean: null } or { Std: null } } => ("with preprocessing, mean and std", "without"),
        _ when description.Preprocessing.Validate() is [var problem, ..] =>
            ("with preprocessing that can be used", $"with this problem: {problem.TrimEnd('.')}"),
        _ => null,
    };
}
