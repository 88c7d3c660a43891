using Unseen.Inference;

namespace Unseen.Evaluation;

/// <summary>How well the probabilities of a model's predictions are calibrated: for all images, and by the group of the
/// predicted class.</summary>
/// <param name="All">all images</param>
/// <param name="Seen">images for which a seen class was predicted</param>
/// <param name="Unseen">images for which an unseen class was predicted</param>
public sealed record Reliability(ReliabilityCurve All, ReliabilityCurve Seen, ReliabilityCurve Unseen)
{
    /// <summary>Compares the probabilities of predictions with how often they are right.</summary>
    /// <param name="predictions">the prediction for every image, and whether the predicted class is the true
    /// class</param>
    public static Reliability Create(IEnumerable<(Prediction Prediction, bool IsRight)> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var all = predictions.ToLookup(one => one.Prediction.IsUnseen,
            one => ((double)one.Prediction.Probability, one.IsRight));
        return new Reliability(ReliabilityCurve.Create(all.SelectMany(group => group)),
            ReliabilityCurve.Create(all[false]), ReliabilityCurve.Create(all[true]));
    }
}
