using System.Text.Json;

namespace Unseen.AspNetCore;

/// <summary>A prediction request in JSON: images, features or both.</summary>
internal sealed record PredictRequest
{
    /// <summary>Encoded images in base64, each perhaps as a data URL.</summary>
    public string[]? Images { get; init; }

    /// <summary>One list of D numbers, or a list of such lists.</summary>
    public JsonElement? Features { get; init; }

    /// <summary>Name of the model; the default if absent.</summary>
    public string? Model { get; init; }

    /// <summary>Classes to name for each sample, from 1 to 1000, default 5.</summary>
    public int? Top { get; init; }

    /// <summary>Photographs of training to name for each sample, from 0 to 24, default 0.</summary>
    public int? Nearest { get; init; }

    /// <summary>Share of photographs of known classes that may be refused, such as 0.05; none are if
    /// absent.</summary>
    public double? Reject { get; init; }

    /// <summary>Whether to answer with the features of each image too; default false.</summary>
    public bool? ReturnFeatures { get; init; }

    /// <summary>A class to add for this request only.</summary>
    public NewClass? With { get; init; }
}
