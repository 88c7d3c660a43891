using System.Text.Json;

namespace Unseen.AspNetCore;

/// <summary>A prediction request in JSON: images, features or both.</summary>
internal sealed record PredictRequest
{
    /// <summary>Encoded images in base64, optionally as data URLs.</summary>
    public string[]? Images { get; init; }

    /// <summary>One list of D numbers, or a list of such lists.</summary>
    public JsonElement? Features { get; init; }

    /// <summary>Name of the model; the default if absent.</summary>
    public string? Model { get; init; }

    /// <summary>Number of classes to return for each sample, from 1 to 1000, default 5.</summary>
    public int? Top { get; init; }

    /// <summary>Number of similar training photographs to return for each sample, from 0 to 24, default 0.</summary>
    public int? Nearest { get; init; }

    /// <summary>Fraction of photographs of known classes that may be refused, such as 0.05. If it is absent, nothing
    /// is refused.</summary>
    public double? Reject { get; init; }

    /// <summary>Whether the response includes the features of each image; default false.</summary>
    public bool? ReturnFeatures { get; init; }

    /// <summary>A class to add for this request only.</summary>
    public NewClass? With { get; init; }
}
