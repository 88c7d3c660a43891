using System.Buffers;
using System.Numerics.Tensors;

namespace Unseen.Inference;

public sealed partial class UnseenModel
{
    private const int StackLimit = 4096;
    private const float SmallestNorm = 1e-12f; // as libtorch's normalize: a zero vector has cosine 0 with everything

    /// <summary>Scores all classes. Allocates nothing.</summary>
    /// <param name="features">[D] raw features of one image, every value finite</param>
    /// <param name="scores">[C] receives the logits</param>
    /// <exception cref="ArgumentException">A length is wrong, or a feature is not finite.</exception>
    public void Score(ReadOnlySpan<float> features, Span<float> scores)
    {
        if (features.Length != FeatureWidth)
            throw Refusal(nameof(features), $"of length {FeatureWidth}", features.Length);
        if (scores.Length != _classNames.Length)
            throw Refusal(nameof(scores), $"of length {_classNames.Length}", scores.Length);
        if (!TensorPrimitives.IsFiniteAll(features))
            throw Refusal(nameof(features), "finite everywhere", "NaN or infinite somewhere");
        var rented = FeatureWidth > StackLimit ? ArrayPool<float>.Shared.Rent(FeatureWidth) : null;
        var scaled = rented is null ? stackalloc float[FeatureWidth] : rented.AsSpan(0, FeatureWidth);
        Scaling.Apply(features, scaled);
        if (_mapWeight.IsEmpty)
            ScoreInSpace(scaled, scores);
        else
            ScoreMapped(scaled, scores);
        if (rented is not null)
            ArrayPool<float>.Shared.Return(rented);
    }

    private void ScoreMapped(ReadOnlySpan<float> scaled, Span<float> scores)
    {
        var rented = _width > StackLimit ? ArrayPool<float>.Shared.Rent(_width) : null;
        var mapped = rented is null ? stackalloc float[_width] : rented.AsSpan(0, _width);
        var weight = _mapWeight.Span;
        var bias = _mapBias.Span;
        for (var k = 0; k < mapped.Length; k++)
            mapped[k] = MathF.Max(0, TensorPrimitives.Dot(scaled, weight.Slice(k * FeatureWidth, FeatureWidth)) + bias[k]);
        ScoreInSpace(mapped, scores);
        if (rented is not null)
            ArrayPool<float>.Shared.Return(rented);
    }

    private void ScoreInSpace(Span<float> values, Span<float> scores)
    {
        if (Form == ClassifierForm.Prototype)
            TensorPrimitives.Divide(values, MathF.Max(TensorPrimitives.Norm(values), SmallestNorm), values);
        var weight = _weight.Span;
        var bias = _bias.Span;
        for (var c = 0; c < scores.Length; c++)
            scores[c] = TensorPrimitives.Dot(values, weight.Slice(c * _width, _width)) / Temperature + bias[c];
    }

    /// <summary>The likeliest class. Allocates nothing.</summary>
    /// <param name="features">[D] raw features of one image, every value finite</param>
    /// <param name="candidates">the classes to choose from</param>
    /// <exception cref="ArgumentException">The length is wrong, a feature is not finite, or there is no candidate.</exception>
    public Prediction Predict(ReadOnlySpan<float> features, CandidateClasses candidates = CandidateClasses.All)
    {
        Prediction best = default;
        var found = PredictTop(features, new Span<Prediction>(ref best), candidates);
        return found == 1 ? best : throw Refusal(nameof(candidates), "a group that the model has classes of", candidates);
    }

    /// <summary>The likeliest classes, best first.</summary>
    /// <param name="features">[D] raw features of one image, every value finite</param>
    /// <param name="count">how many at the most, at least 1</param>
    /// <param name="candidates">the classes to choose from</param>
    /// <exception cref="ArgumentException">The length is wrong, a feature is not finite, or <paramref name="count"/> is below 1.</exception>
    public Prediction[] PredictTop(ReadOnlySpan<float> features, int count, CandidateClasses candidates = CandidateClasses.All)
    {
        Check(count >= 1, nameof(count), "at least 1", count);
        var top = new Prediction[Math.Min(count, _classNames.Length)];
        var found = PredictTop(features, top, candidates);
        return top[..found];
    }

    /// <summary>The likeliest classes, best first, equal scores in class order. Allocates nothing.</summary>
    /// <param name="features">[D] raw features of one image, every value finite</param>
    /// <param name="top">receives the predictions</param>
    /// <param name="candidates">the classes to choose from</param>
    /// <returns>how many were written: the length of <paramref name="top"/>, or the number of candidates where that is less</returns>
    /// <exception cref="ArgumentException">The features' length is wrong, or a feature is not finite.</exception>
    public int PredictTop(ReadOnlySpan<float> features, Span<Prediction> top, CandidateClasses candidates = CandidateClasses.All)
    {
        var classes = _classNames.Length;
        var rented = classes > StackLimit ? ArrayPool<float>.Shared.Rent(classes) : null;
        var scores = rented is null ? stackalloc float[classes] : rented.AsSpan(0, classes);
        Score(features, scores);
        var found = Rank(scores, top, candidates);
        if (rented is not null)
            ArrayPool<float>.Shared.Return(rented);
        return found;
    }

    /// <summary>The likeliest class of each of many images, on all cores; each is what <see cref="Predict"/> gives.</summary>
    /// <param name="features">[N * D] raw features, image after image</param>
    /// <param name="candidates">the classes to choose from</param>
    /// <returns>[N] predictions</returns>
    /// <exception cref="ArgumentException">The length is no multiple of D, a feature is not finite, or there is no candidate.</exception>
    public Prediction[] PredictBatch(ReadOnlyMemory<float> features, CandidateClasses candidates = CandidateClasses.All)
    {
        Check(features.Length % FeatureWidth == 0, nameof(features), $"of a length that is a multiple of {FeatureWidth}", features.Length);
        for (var i = 0; i < features.Length; i += FeatureWidth)
            if (!TensorPrimitives.IsFiniteAll(features.Span.Slice(i, FeatureWidth)))
                throw Refusal(nameof(features), "finite everywhere", $"NaN or infinite in image {i / FeatureWidth}");
        var predictions = new Prediction[features.Length / FeatureWidth];
        Parallel.For(0, predictions.Length, i => predictions[i] = Predict(features.Span.Slice(i * FeatureWidth, FeatureWidth), candidates));
        return predictions;
    }

    /// <summary>Inserts candidates into the sorted top, then turns scores into probabilities.</summary>
    private int Rank(ReadOnlySpan<float> scores, Span<Prediction> top, CandidateClasses candidates)
    {
        var found = 0;
        var best = float.NegativeInfinity;
        for (var c = 0; c < scores.Length; c++)
        {
            if (!IsCandidate(c, candidates))
                continue;
            best = MathF.Max(best, scores[c]);
            var place = found;
            while (place > 0 && top[place - 1].Score < scores[c])
                place--;
            if (place == top.Length)
                continue;
            var kept = Math.Min(found, top.Length - 1);
            top[place..kept].CopyTo(top[(place + 1)..]);
            top[place] = new Prediction(c, _classNames[c], !_isSeen[c], scores[c], 0);
            found = kept + 1;
        }

        double sum = 0;
        for (var c = 0; c < scores.Length; c++)
            if (IsCandidate(c, candidates))
                sum += Math.Exp(scores[c] - best);
        for (var i = 0; i < found; i++)
            top[i] = top[i] with { Probability = (float)(Math.Exp(top[i].Score - best) / sum) };
        return found;
    }

    private bool IsCandidate(int c, CandidateClasses candidates) =>
        candidates == CandidateClasses.All || _isSeen[c] == (candidates == CandidateClasses.SeenOnly);
}
