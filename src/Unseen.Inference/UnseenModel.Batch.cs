using System.Buffers;
using System.Numerics.Tensors;
using Unseen.Inference.Products;

namespace Unseen.Inference;

/// <content>Scores and predictions of many images at once.</content>
public sealed partial class UnseenModel
{
    private const int ScoresAtOnce = 1 << 23; // limits the buffer of scores to 32 MiB for any number of images
    private const int MinBlock = 48; // number of images; smaller blocks would read the weights too often
    private static readonly ParallelOptions _allCores = new();

    /// <summary>Computes the scores of all classes for many images, on all cores. Scores agree with those of
    /// <see cref="Score"/> to 1e-5 (relative for scores above 1), and do not depend on the batch or the number of
    /// cores.</summary>
    /// <remarks>The first call makes a reordered copy of the weights, which the model keeps.</remarks>
    /// <param name="features">[N * D] raw features of the images, one after the other, every value finite</param>
    /// <param name="scores">[N * C] receives the logits</param>
    /// <exception cref="ArgumentException">A length is wrong, or a feature is not finite or too large for finite
    /// scores. The content of <paramref name="scores"/> is then undefined.</exception>
    public void ScoreBatch(ReadOnlyMemory<float> features, Memory<float> scores)
    {
        CheckBatch(features);
        var images = features.Length / FeatureWidth;
        Require.That(scores.Length == (long)images * _classNames.Length, nameof(scores),
            $"of length {(long)images * _classNames.Length}", scores.Length);
        ScoreBlock(features, scores, firstImage: 0, _allCores);
    }

    /// <summary>Predicts the most probable class of each of many images, on all cores, with the scores of
    /// <see cref="ScoreBatch"/>.</summary>
    /// <param name="features">[N * D] raw features of the images, one after the other, every value finite</param>
    /// <param name="candidates">the classes to choose from</param>
    /// <param name="withFit">whether to compute <see cref="Prediction.Fit"/>, which <see cref="Prediction.IsKnown"/>
    /// needs; computing it takes about twice as long as the rest of the call; default false</param>
    /// <returns>[N] predictions</returns>
    /// <exception cref="ArgumentException">The length is not a multiple of D, a feature is not finite or too large for
    /// finite scores, or the model has no candidate class.</exception>
    public Prediction[] PredictBatch(
        ReadOnlyMemory<float> features, CandidateClasses candidates = CandidateClasses.All, bool withFit = false)
    {
        CheckBatch(features);
        var predictions = new Prediction[features.Length / FeatureWidth];
        PredictTopBatch(features, 1, predictions, candidates, withFit: withFit);
        return predictions;
    }

    /// <summary>Predicts the most probable classes of each of many images, best first, with the scores of
    /// <see cref="ScoreBatch"/>. Classes with equal scores are in class order.</summary>
    /// <param name="features">[N * D] raw features of the images, one after the other, every value finite</param>
    /// <param name="count">K, the maximum number of classes per image, at least 1</param>
    /// <param name="top">[N * K] receives the predictions; those of image i begin at index i * K. If there are fewer
    /// candidates than K, the remaining elements do not change</param>
    /// <param name="candidates">the classes to choose from</param>
    /// <param name="threads">maximum number of threads, at least 1, or -1 (default) for all cores; the result does not
    /// depend on it</param>
    /// <param name="withFit">whether to compute <see cref="Prediction.Fit"/>, which <see cref="Prediction.IsKnown"/>
    /// needs; computing it takes about twice as long as the rest of the call; default false</param>
    /// <returns>the number of predictions per image: K, or the number of candidates if that is less</returns>
    /// <exception cref="ArgumentException">A length is wrong, a feature is not finite or too large for finite scores,
    /// the model has no candidate class, or <paramref name="count"/> or <paramref name="threads"/> is out of
    /// range.</exception>
    public int PredictTopBatch(
        ReadOnlyMemory<float> features, int count, Memory<Prediction> top,
            CandidateClasses candidates = CandidateClasses.All, int threads = -1, bool withFit = false)
    {
        CheckBatch(features);
        Require.That(count >= 1, nameof(count), "at least 1", count);
        Require.That(threads is -1 or >= 1, nameof(threads), "at least 1, or -1", threads);
        if (candidates != CandidateClasses.All && !_isSeen.Contains(candidates == CandidateClasses.SeenOnly))
            throw NoCandidate(candidates);
        var (classes, images) = (_classNames.Length, features.Length / FeatureWidth);
        Require.That(top.Length == (long)images * count, nameof(top), $"of length {(long)images * count}", top.Length);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        var block = Math.Clamp(ScoresAtOnce / classes, MinBlock, Math.Max(MinBlock, images));
        var scores = ArrayPool<float>.Shared.Rent(Math.Min(block, images) * classes);
        var fits = KnownFit is null || !withFit ? null : new float[Math.Min(block, images)];
        for (var start = 0; start < images; start += block)
        {
            var (first, blockCount) = (start, Math.Min(block, images - start));
            ScoreBlock(features.Slice(first * FeatureWidth, blockCount * FeatureWidth),
                scores.AsMemory(0, blockCount * classes), firstImage: first, parallel,
                fits.AsMemory(0, fits is null ? 0 : blockCount));
            Parallel.For(0, blockCount, parallel, i => Rank(
                scores.AsSpan(i * classes, classes), fits?[i], top.Span.Slice((first + i) * count, count), candidates));
        }

        ArrayPool<float>.Shared.Return(scores);
        return Math.Min(count, Enumerable.Range(0, classes).Count(c => IsCandidate(c, candidates)));
    }

    private void ScoreBlock(ReadOnlyMemory<float> features, Memory<float> scores, int firstImage,
        ParallelOptions parallel, Memory<float> fits = default)
    {
        var images = features.Length / FeatureWidth;
        var unusable = int.MaxValue; // the first image with a feature that is not finite
        var tooLarge = _map is null ? _panels.Value.Multiply(images, Prepare, scores, parallel) : MultiplyMapped(_map);
        if (unusable < images)
            throw Unusable(nameof(features), "finite everywhere",
                $"some of image {firstImage + unusable} are NaN or infinite");
        if (tooLarge < images)
            throw Unusable(nameof(features), SmallEnough, $"those of image {firstImage + tooLarge} are too large");
        if (!fits.IsEmpty)
            KnownFit!.Evaluate(images, Scale, scores, fits, parallel);
        if (Branch is { } branch)
            AddBranch(branch);

        void AddBranch(UnseenModel branch)
        {
            var rented = ArrayPool<float>.Shared.Rent(scores.Length);
            branch.ScoreBlock(features, rented.AsMemory(0, scores.Length), firstImage, parallel);
            TensorPrimitives.Add(scores.Span, rented.AsSpan(0, scores.Length), scores.Span);
            ArrayPool<float>.Shared.Return(rented);
            if (scores.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is >= 0 and var over)
                throw Unusable(nameof(features), SmallEnough,
                    $"those of image {firstImage + (over / _classNames.Length)} are too large");
        }

        int MultiplyMapped(MapProducts map)
        {
            var (classes, block, firstOver) =
                (_classNames.Length, Math.Min(map.SamplesAtOnce, Math.Max(1, images)), images);
            var rented = ArrayPool<float>.Shared.Rent(block * map.WorkWidth);
            for (var start = 0; start < images; start += block)
            {
                var (first, count) = (start, Math.Min(block, images - start));
                var sums = rented.AsMemory(0, count * map.WorkWidth);
                void ScaleOwn(int i, Span<float> sample) => Scale(first + i, sample);
                map.Multiply(count, ScaleOwn, sums, parallel);
                var over = _panels.Value.Multiply(
                    count, (i, sample) =>
                    {
                        map.Prepare(i, count, ScaleOwn, sums.Span, sample);
                        ToUnitLength(sample);
                    },
                    scores.Slice(first * classes, count * classes), parallel);
                firstOver = over < count ? Math.Min(firstOver, first + over) : firstOver;
            }

            ArrayPool<float>.Shared.Return(rented);
            return firstOver;
        }

        void Scale(int i, Span<float> sample)
        {
            var raw = features.Span.Slice(i * FeatureWidth, FeatureWidth);
            if (!TensorPrimitives.IsFiniteAll(raw))
                SharedMinimum.Lower(ref unusable, i);
            Scaling.Apply(raw, sample);
        }

        void Prepare(int i, Span<float> sample)
        {
            Scale(i, sample);
            ToUnitLength(sample);
        }
    }

    /// <summary>The width K of the classifier's input.</summary>
    internal int SpaceWidth => _width;

    /// <summary>Computes the classifier's input for many images.</summary>
    /// <param name="features">[N * D] raw features of the images, one after the other; must be finite, which is not
    /// checked</param>
    /// <param name="mapped">[N * K] receives the inputs, of unit length if the form is
    /// <see cref="ClassifierForm.Prototype"/></param>
    internal void MapBatch(ReadOnlyMemory<float> features, Memory<float> mapped)
    {
        var images = features.Length / FeatureWidth;
        var block = Math.Min(_map?.SamplesAtOnce ?? images, images);
        var rented = ArrayPool<float>.Shared.Rent(block * (_map?.WorkWidth ?? 0));
        for (var start = 0; start < images; start += block)
        {
            var (first, count) = (start, Math.Min(block, images - start));
            _map?.Multiply(count, Scale, rented, _allCores);
            Parallel.For(0, count, i =>
            {
                var sample = mapped.Span.Slice((first + i) * _width, _width);
                if (_map is null)
                    Scale(i, sample);
                else
                    _map.Prepare(i, count, Scale, rented, sample);
                ToUnitLength(sample);
            });

            void Scale(int i, Span<float> sample) =>
                Scaling.Apply(features.Span.Slice((first + i) * FeatureWidth, FeatureWidth), sample);
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    private void CheckBatch(ReadOnlyMemory<float> features) =>
        Require.That(features.Length % FeatureWidth == 0, nameof(features),
            $"of a length that is a multiple of {FeatureWidth}", features.Length);
}
