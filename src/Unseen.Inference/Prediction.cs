namespace Unseen.Inference;

/// <summary>A class predicted for an image.</summary>
/// <param name="ClassIndex">0-based index in the model's class names</param>
/// <param name="ClassName">name of the class</param>
/// <param name="IsUnseen">whether training had no image of the class</param>
/// <param name="Score">logit of the class; scores of different images are not comparable</param>
/// <param name="Probability">softmax over the candidate classes of the scores, which the model's
/// <see cref="UnseenModel.Calibration"/> divides by a temperature first; from 0 to 1</param>
public readonly record struct Prediction(
    int ClassIndex, string ClassName, bool IsUnseen, float Score, float Probability)
{
    /// <summary>The share of refusals of known photographs that is usual: 5 %.</summary>
    public const double UsualReject = 0.05;

    /// <summary>How well the image fits the model's classes, whichever it is: the share of known photographs of
    /// validation that fit no better, from 0 to 1. Null if the model has no <see cref="UnseenModel.KnownFit"/>, or if
    /// the prediction was made without it.</summary>
    public float? Fit { get; init; }

    /// <summary>Whether the model could have computed the fit, but was not asked to.</summary>
    internal bool IsFitLeftOut { get; init; }

    /// <summary>Determines whether the image is one of the model's classes, or none of these. True if the model cannot
    /// tell.</summary>
    /// <param name="reject">the share of photographs of known classes that may be refused, greater than 0 and less
    /// than 1, default 0.05</param>
    /// <exception cref="ArgumentException"><paramref name="reject"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">The prediction was made without its fit.</exception>
    public bool IsKnown(double reject = UsualReject)
    {
        Require.That(reject is > 0 and < 1, nameof(reject), "greater than 0 and less than 1", reject);
        return IsFitLeftOut
            ? throw new InvalidOperationException("The prediction was made without its fit. Predict withFit: true.")
            : !(Fit < reject);
    }
}
