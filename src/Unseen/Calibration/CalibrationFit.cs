using System.Numerics.Tensors;
using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Calibration;

/// <summary>Finds the temperatures of a <see cref="ScoreCalibration"/> on validation images.</summary>
/// <remarks>
/// Least cross-entropy of the true classes, in which seen and unseen classes have equal weight, plus a normal prior on
/// the logarithm of the temperature with a deviation of log 4. The prior decides only if there are next to no images
/// or no errors. Its mean is 1 for one temperature of all images, and that temperature for those of the groups.
/// </remarks>
internal sealed class CalibrationFit
{
    private const double Farthest = 6; // largest |log temperature|
    private const int Halvings = 40;
    private const double PriorDeviation = 1.3862943611198906; // log 4

    private readonly List<(float[] Scores, int Label, bool IsSeen, bool PredictsSeen)> _images = [];

    /// <summary>Adds the images of one validation split.</summary>
    /// <param name="scores">[M, C] logits</param>
    /// <param name="labels">[M] true classes</param>
    /// <param name="isSeen">[C] which classes are seen</param>
    public void Add(FeatureMatrix scores, ReadOnlySpan<int> labels, bool[] isSeen)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            var own = scores.Row(i).ToArray();
            _images.Add((own, labels[i], isSeen[labels[i]], isSeen[TensorPrimitives.IndexOfMax(own)]));
        }
    }

    /// <summary>Finds the temperatures; null without images.</summary>
    public ScoreCalibration? Fit()
    {
        if (_images.Count == 0)
            return null;
        var all = LogTemperature(_ => true, 0);
        return new ScoreCalibration(
            Math.Exp(LogTemperature(predictsSeen => predictsSeen, all)),
            Math.Exp(LogTemperature(predictsSeen => !predictsSeen, all)));
    }

    /// <summary>The root of the derivative of the objective with respect to log β, β = 1 / temperature.</summary>
    private double LogTemperature(Func<bool, bool> includes, double priorMean)
    {
        var seen = _images.Count(image => image.IsSeen);
        double[] weights = [WeightOf(_images.Count - seen), WeightOf(seen)];
        var images = _images.Where(image => includes(image.PredictsSeen)).ToArray();
        var (low, high) = (-Farthest, Farthest);
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

    /// <summary>The weight of an image, so that both groups together weigh as much as all images.</summary>
    private double WeightOf(int images) => images == 0 ? 0
        : images == _images.Count ? 1 : _images.Count / (2.0 * images);

    /// <summary>The mean score under the softmax of β times the scores.</summary>
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
