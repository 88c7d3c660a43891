using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Calibration;

/// <summary>Finds the thresholds of a <see cref="KnownFit"/> on validation images. All images of seen classes together
/// have the same weight as all images of unseen classes.</summary>
/// <remarks>A fit combines two measures: how far the best score stands out, and the distance from the training images.
/// Both are put on the same scale by their standard deviations over the validation images.</remarks>
internal sealed class KnownFitSearch
{
    private const int Quantiles = 200;
    private const int MinClasses = 4; // with fewer classes, the stand-out of the best score hardly varies
    // The weight of the distance relative to the scores, on the same scale; chosen on the validation split of FLO.
    private const double DistanceShare = 0.7;

    private readonly List<(float StandOut, float Distance, bool IsSeen)> _images = [];
    private int _seen; // number of images of seen classes

    /// <summary>Adds the images of one validation split. Does nothing if it has fewer than 4 classes.</summary>
    /// <param name="scores">[M, C] logits</param>
    /// <param name="distances">[M] distances from the training images, or all 0</param>
    /// <param name="labels">[M] true classes</param>
    /// <param name="isSeen">[C] whether each class is seen</param>
    public void Add(
        FeatureMatrix scores, ReadOnlySpan<float> distances, ReadOnlySpan<int> labels, bool[] isSeen)
    {
        if (isSeen.Length < MinClasses)
            return;
        for (var i = 0; i < labels.Length; i++)
        {
            _images.Add((KnownFit.StandOut(scores.Row(i)), distances[i], isSeen[labels[i]]));
            _seen += isSeen[labels[i]] ? 1 : 0;
        }
    }

    /// <summary>Finds the thresholds; null if no images were added.</summary>
    /// <param name="components">the number of principal components from which distances were measured; 0 for
    /// none</param>
    public FitThresholds? Fit(int components)
    {
        if (_images.Count == 0)
            return null;
        var deviation = Deviation(image => image.Distance);
        var weight = deviation > 0 ? DistanceShare * Deviation(image => image.StandOut) / deviation : 0;
        float Measure((float StandOut, float Distance, bool IsSeen) image) =>
            image.StandOut - ((float)weight * image.Distance);
        var sorted = _images.OrderBy(Measure).ToArray();
        var totalWeight = sorted.Sum(GetWeight);
        var quantiles = new float[Quantiles];
        var (place, below) = (0, GetWeight(sorted[0]));
        for (var q = 0; q < Quantiles; q++)
        {
            while (below < totalWeight * (q + 0.5) / Quantiles && place < sorted.Length - 1)
                below += GetWeight(sorted[++place]);
            quantiles[q] = Measure(sorted[place]);
        }

        return new FitThresholds(quantiles, weight, components);
    }

    private double GetWeight((float StandOut, float Distance, bool IsSeen) image) =>
        1.0 / (image.IsSeen ? _seen : _images.Count - _seen);

    private double Deviation(Func<(float StandOut, float Distance, bool IsSeen), float> value)
    {
        var totalWeight = _images.Sum(GetWeight);
        var mean = _images.Sum(image => GetWeight(image) * value(image)) / totalWeight;
        return Math.Sqrt(_images.Sum(image => GetWeight(image) * Math.Pow(value(image) - mean, 2)) / totalWeight);
    }
}
