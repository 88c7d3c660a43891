using System.Numerics.Tensors;
using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Calibration;

/// <summary>Finds the two temperatures of a <see cref="ScoreCalibration"/> on validation images.</summary>
/// <remarks>
/// A temperature minimises the cross-entropy of the true classes plus the negative logarithm of a prior. In the
/// cross-entropy, all images of seen classes together have the same weight as all images of unseen classes. The prior
/// of the logarithm of the temperature is a normal distribution with a standard deviation of log 4. It matters only if
/// there are very few images or no errors. First, a common temperature is fitted to all images, with the prior centred
/// at temperature 1. Then one temperature is fitted to the images whose best class is seen, and another to the rest,
/// with the prior centred at the common temperature.
/// </remarks>
internal sealed class CalibrationFit
{
    private const double MaxLogTemperature = 6; // bounds |log temperature|
    private const int Halvings = 40;
    private const double PriorDeviation = 1.3862943611198906; // log 4

    private readonly List<(float[] Scores, int Label, bool IsSeen, bool PredictsSeen)> _images = [];

    /// <summary>Adds the images of one validation split.</summary>
    /// <param name="scores">[M, C] logits</param>
    /// <param name="labels">[M] true classes</param>
    /// <param name="isSeen">[C] whether each class is seen</param>
    public void Add(FeatureMatrix scores, ReadOnlySpan<int> labels, bool[] isSeen)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            var row = scores.Row(i).ToArray();
            _images.Add((row, labels[i], isSeen[labels[i]], isSeen[TensorPrimitives.IndexOfMax(row)]));
        }
    }

    /// <summary>Finds the temperatures; null if there are no images.</summary>
    public ScoreCalibration? Fit()
    {
        if (_images.Count == 0)
            return null;
        var all = LogTemperature(_ => true, 0);
        return new ScoreCalibration(
            Math.Exp(LogTemperature(predictsSeen => predictsSeen, all)),
            Math.Exp(LogTemperature(predictsSeen => !predictsSeen, all)));
    }

    /// <summary>Finds the logarithm of the temperature that minimises the objective. Bisection finds the root of the
    /// derivative with respect to log β, where β = 1 / temperature.</summary>
    /// <param name="includes">whether to include an image, given whether its best class is seen</param>
    /// <param name="priorMean">the mean of the prior of the logarithm</param>
    private double LogTemperature(Func<bool, bool> includes, double priorMean)
    {
        var seen = _images.Count(image => image.IsSeen);
        double[] weights = [GetWeight(_images.Count - seen), GetWeight(seen)];
        var images = _images.Where(image => includes(image.PredictsSeen)).ToArray();
        var (low, high) = (-MaxLogTemperature, MaxLogTemperature);
        for (var halving = 0; halving < Halvings; halving++)
        {
            var middle = (low + high) / 2; // log β
            var beta = Math.Exp(middle);
            var slope = (middle + priorMean) / (PriorDeviation * PriorDeviation);
            foreach (var (scores, label, isSeen, _) in images)
                slope += weights[isSeen ? 1 : 0] * beta * (Expected(scores, beta) - scores[label]);
            (low, high) = slope > 0 ? (low, middle) : (middle, high);
        }

        return -(low + high) / 2;
    }

    /// <summary>Computes the weight of an image of a group, so that both groups have the same total weight.</summary>
    /// <param name="images">the number of images in the group</param>
    private double GetWeight(int images) => images == 0 ? 0
        : images == _images.Count ? 1 : _images.Count / (2.0 * images);

    /// <summary>Computes the mean of the scores, weighted by the softmax of β times the scores.</summary>
    private static double Expected(float[] scores, double beta)
    {
        var best = TensorPrimitives.Max<float>(scores);
        double sum = 0, product = 0;
        foreach (var score in scores)
        {
            var weight = Math.Exp(beta * (score - best));
            sum += weight;
            product += weight * score;
        }

        return product / sum;
    }
}
