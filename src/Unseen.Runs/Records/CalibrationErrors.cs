using Unseen.Evaluation;

namespace Unseen.Runs.Records;

/// <summary>The expected calibration errors (15 intervals) of a model on test images, per cent. An error is null if
/// there are no such images.</summary>
public sealed record CalibrationErrors
{
    /// <summary>The error over all images.</summary>
    public double? All { get; init; }

    /// <summary>The error over images for which a seen class was predicted.</summary>
    public double? Seen { get; init; }

    /// <summary>The error over images for which an unseen class was predicted.</summary>
    public double? Unseen { get; init; }

    /// <summary>Creates the record from three reliability curves.</summary>
    public static CalibrationErrors Create(Reliability reliability)
    {
        ArgumentNullException.ThrowIfNull(reliability);
        return new()
        {
            All = Scores.Rounded(reliability.All.Error),
            Seen = Scores.Rounded(reliability.Seen.Error),
            Unseen = Scores.Rounded(reliability.Unseen.Error),
        };
    }
}
