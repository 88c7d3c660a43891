using System.Text.Json.Serialization;

namespace Unseen.Inference;

/// <summary>
/// Calibrates probabilities by dividing the scores of an image by a temperature before the softmax. The temperature
/// depends on whether the best class is seen or unseen. The order of the classes does not change. Immutable and
/// thread-safe.
/// </summary>
/// <remarks>Temperature scaling of Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, but with one
/// temperature for seen and one for unseen classes. The errors of the two groups differ, since training uses images of
/// seen classes, but pseudo-features of unseen classes.</remarks>
public sealed record ScoreCalibration
{
    /// <summary>Creates a calibration.</summary>
    /// <param name="seenTemperature">the temperature if the best class is seen; finite and greater than 0</param>
    /// <param name="unseenTemperature">the temperature if the best class is unseen; finite and greater than 0</param>
    /// <exception cref="ArgumentException">A temperature is out of range.</exception>
    public ScoreCalibration(double seenTemperature, double unseenTemperature)
    {
        Require.Positive(seenTemperature);
        Require.Positive(unseenTemperature);
        (SeenTemperature, UnseenTemperature) = (seenTemperature, unseenTemperature);
    }

    /// <summary>The temperature if the best class is seen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)] // otherwise checkpoints omit properties without setters
    public double SeenTemperature { get; }

    /// <summary>The temperature if the best class is unseen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double UnseenTemperature { get; }

    /// <summary>Gets the temperature for an image by the group of its best class.</summary>
    /// <param name="isUnseen">whether the best class is unseen</param>
    public double TemperatureFor(bool isUnseen) => isUnseen ? UnseenTemperature : SeenTemperature;
}
