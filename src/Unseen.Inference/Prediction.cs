namespace Unseen.Inference;

/// <summary>A class predicted for an image.</summary>
/// <param name="ClassIndex">0-based index in the model's class names</param>
/// <param name="ClassName">name of the class</param>
/// <param name="IsUnseen">whether training had no image of the class</param>
/// <param name="Score">logit of the class; scores of different images are not comparable</param>
/// <param name="Probability">softmax of the scores over the candidate classes, after division by the temperature of the
/// model's <see cref="UnseenModel.Calibration"/>, if it has one; from 0 to 1</param>
public readonly record struct Prediction(
    int ClassIndex, string ClassName, bool IsUnseen, float Score, float Probability)
{
    /// <summary>The default share of photographs of known classes that may be refused by mistake: 5 %.</summary>
    public const double DefaultReject = 0.05;

    /// <summary>How well the image fits the model's classes as a whole, from 0 to 1: the share of the photographs of
    /// known classes in <see cref="UnseenModel.KnownFit"/> that fit no better than this image. Null if the model has no
    /// fit, or if the prediction was made without it.</summary>
    public float? Fit { get; init; }

    /// <summary>Whether the model has a fit, but the prediction was made without it.</summary>
    internal bool IsFitLeftOut { get; init; }

    /// <summary>Determines whether the image shows one of the model's classes rather than something else. True if the
    /// model has no fit.</summary>
    /// <param name="reject">the share of photographs of known classes that may be refused by mistake, greater than 0
    /// and less than 1, default 0.05</param>
    /// <exception cref="ArgumentException"><paramref name="reject"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">The model has a fit, but the prediction was made without
    /// it.</exception>
    public bool IsKnown(double reject = DefaultReject)
    {
        Require.That(reject is > 0 and < 1, nameof(reject), "greater than 0 and less than 1", reject);
        return IsFitLeftOut
            ? throw new InvalidOperationException(
                "The prediction was made without its fit. Predict again, with withFit: true.")
            : !(Fit < reject);
    }
}
