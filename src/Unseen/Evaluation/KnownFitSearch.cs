using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Evaluation;

/// <summary>Finds the quantiles of a <see cref="KnownFit"/> on validation images. Seen and unseen classes have equal
/// weight.</summary>
internal sealed class KnownFitSearch
{
    private const int Quantiles = 200;
    private const int MinClasses = 4; // of fewer, the best score always stands out as far

    private readonly List<(float Measure, bool IsSeen)> _images = [];

    /// <summary>Adds the images of one validation split.</summary>
    /// <param name="scores">[M, C] logits</param>
    /// <param name="labels">[M] true classes</param>
    /// <param name="isSeen">[C] which classes are seen</param>
    /// <param name="unseenShift">what the trained model adds to unseen scores, beyond these</param>
    public void Add(FeatureMatrix scores, ReadOnlySpan<int> labels, bool[] isSeen, double unseenShift)
    {
        if (isSeen.Length < MinClasses)
            return;
        var own = new float[isSeen.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            for (var c = 0; c < own.Length; c++)
                own[c] = scores.Row(i)[c] + (isSeen[c] ? 0 : (float)unseenShift);
            _images.Add((KnownFit.Measure(own), isSeen[labels[i]]));
        }
    }

    /// <summary>Finds the quantiles; null without images, or with fewer than 4 classes.</summary>
    public KnownFit? Fit()
    {
        if (_images.Count == 0)
            return null;
        var seen = _images.Count(image => image.IsSeen);
        double WeightOf((float Measure, bool IsSeen) image) => 1.0 / (image.IsSeen ? seen : _images.Count - seen);
        var sorted = _images.OrderBy(image => image.Measure).ToArray();
        var whole = sorted.Sum(WeightOf);
        var quantiles = new float[Quantiles];
        var (place, below) = (0, WeightOf(sorted[0]));
        for (var q = 0; q < Quantiles; q++)
        {
            while (below < whole * (q + 0.5) / Quantiles && place < sorted.Length - 1)
                below += WeightOf(sorted[++place]);
            quantiles[q] = sorted[place].Measure;
        }

        return new KnownFit(quantiles);
    }
}
