namespace Unseen.Inference;

public sealed partial class UnseenModel
{
    /// <summary>The minimum number of photographs for <see cref="WithKnownPhotographs"/>.</summary>
    public const int MinKnownPhotographs = 20;

    private const int MinClassesToRefuse = 4; // a standard deviation of fewer scores would say little

    /// <summary>Creates a model that can tell photographs of its classes from photographs of anything else. It
    /// compares how well an image fits with how well the given photographs of its classes fit. Use this for models
    /// without validation, such as zero-shot models. An existing <see cref="KnownFit"/> is replaced.</summary>
    /// <remarks>The fit uses only <see cref="KnownFit.StandOut"/> of the scores. With N photographs,
    /// <see cref="Prediction.Fit"/> is a multiple of 1 / N.</remarks>
    /// <param name="features">[N * D] raw features of N photographs, N at least <see cref="MinKnownPhotographs"/>,
    /// every value finite. Each must show one of the classes, but needs no label</param>
    /// <exception cref="InvalidOperationException">The model has fewer than 4 classes.</exception>
    /// <exception cref="ArgumentException">There are too few photographs, the length is not a multiple of D, or a
    /// feature is not finite or too large for finite scores.</exception>
    public UnseenModel WithKnownPhotographs(ReadOnlyMemory<float> features)
    {
        if (_classNames.Length < MinClassesToRefuse)
            throw new InvalidOperationException(
                $"Only a model of at least {MinClassesToRefuse} classes can refuse photographs, but this one has "
                    + $"{_classNames.Length}. Add classes.");
        var count = features.Length / FeatureWidth;
        Require.That(features.Length % FeatureWidth == 0, nameof(features), $"rows of {FeatureWidth} numbers",
            $"of length {features.Length}");
        Require.That(count >= MinKnownPhotographs, nameof(features), $"of at least {MinKnownPhotographs} photographs",
            $"of {count}");
        var scores = new float[count * _classNames.Length];
        WithBranch(null).ScoreBatch(features, scores);
        var fits = Enumerable.Range(0, count).Select(i =>
            KnownFit.StandOut(scores.AsSpan(i * _classNames.Length, _classNames.Length)));
        return With(_classNames, _isSeen, Tensors, Branch, knownFit: new KnownFit([.. fits.Order()]));
    }
}
