using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace Unseen.AspNetCore;

/// <summary>The query of a prediction request.</summary>
internal sealed record PredictQuery
{
    /// <summary>Name of the model, or null for the default.</summary>
    [FromQuery(Name = "model"), Description("Name of the model; the default if absent.")]
    public string? Model { get; init; }

    /// <summary>Number of classes to return for each sample, or null for the default.</summary>
    [FromQuery(Name = "top"), Range(1, PredictInput.MaxTop)]
    [Description("Classes to name for each sample, default 5.")]
    public int? Top { get; init; }

    /// <summary>Number of similar training photographs to return for each sample, or null for none.</summary>
    [FromQuery(Name = "nearest"), Range(0, PredictInput.MaxNearest)]
    [Description("Similar training photographs to return for each sample, default 0.")]
    public int? Nearest { get; init; }

    /// <summary>Fraction of photographs of known classes that may be reported as unknown, or null for no
    /// check.</summary>
    [FromQuery(Name = "reject"), Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    [Description("Share of photographs of known classes that may be reported as unknown, such as 0.05. "
        + "No check if absent.")]
    public double? Reject { get; init; }

    /// <summary>Whether the response includes the features; null means no.</summary>
    [FromQuery(Name = "features")]
    [Description("Whether the response has the features of each image. Later requests can send these instead of the "
        + "image. Default false.")]
    public bool? Features { get; init; }
}
