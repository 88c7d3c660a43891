using System.Text.Json;

namespace Unseen.AspNetCore;

/// <summary>
/// A prediction request in JSON: images, features or both. A property that is absent takes the value of the query
/// parameter of the same name (for returnFeatures, of features). If both are absent, the default applies.
/// </summary>
internal sealed record PredictRequest
{
    /// <summary>Image files, such as JPEG or PNG, as base64 text or as base64 data URLs.</summary>
    public string[]? Images { get; init; }

    /// <summary>One list of D numbers, or a list of such lists.</summary>
    public JsonElement? Features { get; init; }

    /// <summary>Name of the model; default the first model of the service.</summary>
    public string? Model { get; init; }

    /// <summary>Number of classes to return for each sample, from 1 to 1000, default 5.</summary>
    public int? Top { get; init; }

    /// <summary>Number of similar training photographs to return for each sample, from 0 to 24, default 0.</summary>
    public int? Nearest { get; init; }

    /// <summary>Fraction of photographs of known classes that may be reported as unknown by mistake, greater than 0 and
    /// less than 1, such as 0.05. Results then have "known". Default: no such check.</summary>
    public double? Reject { get; init; }

    /// <summary>Whether the response includes the features of each sample; default false.</summary>
    public bool? ReturnFeatures { get; init; }

    /// <summary>A class to add for this request only.</summary>
    public NewClass? With { get; init; }
}
