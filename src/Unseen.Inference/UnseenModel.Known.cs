namespace Unseen.Inference;

public sealed partial class UnseenModel
{
    /// <summary>The least number of photographs that <see cref="WithKnownPhotographs"/> takes.</summary>
    public const int MinKnownPhotographs = 20;

    private const int MinClassesToRefuse = 4; // of fewer, the best score always stands out as far

    /// <summary>Creates a model that can tell photographs of its classes from those of anything else, from photographs
    /// that show its classes. It is for models without validation, such as a zero-shot model; the thresholds that
    /// validation found are replaced.</summary>
    /// <remarks>The fit goes by scores alone: <see cref="KnownFit.StandOut"/>. Of N photographs, each stands for a
    /// share of 1 / N, so a share below that is not told apart from 0.</remarks>
    /// <param name="features">[N * D] raw features of N photographs, N at least <see cref="MinKnownPhotographs"/>,
    /// every value finite. What they show need not be known, except that it is one of the classes</param>
    /// <exception cref="InvalidOperationException">The model has fewer than 4 classes.</exception>
    /// <exception cref="ArgumentException">There are too few photographs, or a feature is not finite.</exception>
    public UnseenModel WithKnownPhotographs(ReadOnlyMemory<float> features)
    {
        if (_classNames.Length < MinClassesToRefuse)
            throw new InvalidOperationException(
                $"Only a model of at least {MinClassesToRefuse} classes can refuse photographs, but this one has "
                    + $"{_classNames.Length}. Add classes.");
        var count = features.Length / FeatureWidth;
        Check(features.Length % FeatureWidth == 0, nameof(features), $"rows of {FeatureWidth} numbers",
            $"of length {features.Length}");
        Check(count >= MinKnownPhotographs, nameof(features), $"of at least {MinKnownPhotographs} photographs",
            $"of {count}");
        var scores = new float[count * _classNames.Length];
        WithBranch(null).ScoreBatch(features, scores);
        var fits = Enumerable.Range(0, count).Select(i =>
            KnownFit.StandOut(scores.AsSpan(i * _classNames.Length, _classNames.Length)));
        return With(_classNames, _isSeen, Tensors, Branch, knownFit: new KnownFit([.. fits.Order()]));
    }
}
