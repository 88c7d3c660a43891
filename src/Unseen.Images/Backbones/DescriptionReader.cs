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
            throw Refusal("a list of image models", $"damaged: {FailureReason.Describe(exception)}", exception);
        }

        if (descriptions is not [_, ..])
            throw Refusal("a list of at least one image model", descriptions is null ? "null" : "empty");
        for (var i = 0; i < descriptions.Length; i++)
            if (GetProblem(descriptions[i]) is { } problem)
                throw new ModelFileException(
                    file, $"{Key}, image model {i + 1}{problem.Part}", problem.Rule, problem.Found);
        return descriptions!;

        ModelFileException Refusal(string rule, string found, Exception? inner = null) =>
            new(file, Key, rule, found, inner);
    }

    private static string Key => $"metadata {ImageFeatures.MetadataKey}";

    /// <summary>Finds the first part of a description that is missing or not valid: the part, the rule for it, and the
    /// value found, which is null for a missing part. Returns null if the description is valid.</summary>
    private static (string Part, string Rule, string? Found)? GetProblem(BackboneDescription? description) =>
        description switch
        {
            null => ("", "an object", "null"),
            { File: null or "" } or { Output: null or "" } => (", file or output", "named", null),
            { Sha256: var sum } when sum is not { Length: Sha256Digits } || !sum.All(char.IsAsciiHexDigitLower) =>
                (", sha256", $"{Sha256Digits} lower-case hex digits", $"'{sum}'"),
            { Width: < 1 } => (", width", "at least 1", $"{description.Width}"),
            { Preprocessing: null or { Mean: null } or { Std: null } } =>
                (", preprocessing, its mean or its std", "given", null),
            _ when description.Preprocessing.Validate() is [var problem, ..] =>
                (", preprocessing", "valid", $"not: {problem.TrimEnd('.')}"),
            _ => null,
        };
}
