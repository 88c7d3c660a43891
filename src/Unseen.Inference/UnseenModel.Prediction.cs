using System.Buffers;
using System.Numerics.Tensors;
using Unseen.Inference.Products;

namespace Unseen.Inference;

public sealed partial class UnseenModel
{
    private const int StackLimit = 4096;
    private const float MinNorm = 1e-12f; // as in libtorch's normalize: a zero vector has cosine 0 with every vector
    private const string SmallEnough = "small enough for finite scores";

    /// <summary>Computes the scores of all classes. Allocates nothing after the first calls.</summary>
    /// <param name="features">[D] raw features of one image, every value finite</param>
    /// <param name="scores">[C] receives the logits</param>
    /// <exception cref="ArgumentException">A length is wrong, or a feature is not finite or too large for finite
    /// scores.</exception>
    public void Score(ReadOnlySpan<float> features, Span<float> scores) =>
        ScoreAndFit(features, scores, knownFit: null);

    /// <summary>Computes the scores of all classes, and how well the image fits. The fit uses the scores without the
    /// branch, so that later learning does not change whether an image is known.</summary>
    private float? ScoreAndFit(ReadOnlySpan<float> features, Span<float> scores, KnownFit? knownFit)
    {
        if (features.Length != FeatureWidth)
            throw Require.Refusal(nameof(features), $"of length {FeatureWidth}", features.Length);
        if (scores.Length != _classNames.Length)
            throw Require.Refusal(nameof(scores), $"of length {_classNames.Length}", scores.Length);
        if (!TensorPrimitives.IsFiniteAll(features))
            throw Unusable(nameof(features), "finite everywhere", "some are NaN or infinite");
        var rented = FeatureWidth > StackLimit ? ArrayPool<float>.Shared.Rent(FeatureWidth) : null;
        var scaled = rented is null ? stackalloc float[FeatureWidth] : rented.AsSpan(0, FeatureWidth);
        Scaling.Apply(features, scaled);
        if (_map is null)
            ScoreInSpace(scaled, scores);
        else
            ScoreMapped(_map, scaled, scores);
        var fit = knownFit?.Evaluate(scaled, scores);
        if (rented is not null)
            ArrayPool<float>.Shared.Return(rented);
        if (Branch is { } branch)
            AddScores(branch, features, scores);
        if (!TensorPrimitives.IsFiniteAll<float>(scores))
            throw Unusable(nameof(features), SmallEnough, "are too large");
        return fit;
    }

    private static void AddScores(UnseenModel branch, ReadOnlySpan<float> features, Span<float> scores)
    {
        var rented = scores.Length > StackLimit ? ArrayPool<float>.Shared.Rent(scores.Length) : null;
        var added = rented is null ? stackalloc float[scores.Length] : rented.AsSpan(0, scores.Length);
        branch.Score(features, added);
        TensorPrimitives.Add(scores, added, scores);
        if (rented is not null)
            ArrayPool<float>.Shared.Return(rented);
    }

    private void ScoreMapped(MapProducts map, ReadOnlySpan<float> scaled, Span<float> scores)
    {
        var rented = map.WorkWidth > StackLimit ? ArrayPool<float>.Shared.Rent(map.WorkWidth) : null;
        var work = rented is null ? stackalloc float[map.WorkWidth] : rented.AsSpan(0, map.WorkWidth);
        map.Apply(scaled, work, _team);
        ScoreInSpace(work[.._width], scores);
        if (rented is not null)
            ArrayPool<float>.Shared.Return(rented);
    }

    private void ScoreInSpace(Span<float> values, Span<float> scores)
    {
        var length = Form == ClassifierForm.Prototype ? MathF.Max(TensorPrimitives.Norm<float>(values), MinNorm)
            : 1;
        RowProducts.Multiply(values, _weight.Span, scores, _team);
        Finish(scores, FiniteOrNaN(length));
    }

    private void ToUnitLength(Span<float> values)
    {
        if (Form == ClassifierForm.Prototype)
            TensorPrimitives.Divide(values, FiniteOrNaN(MathF.Max(TensorPrimitives.Norm<float>(values), MinNorm)),
                values);
    }

    /// <summary>Replaces an infinite length by NaN, which is rejected. Division by infinity would result in
    /// scores of 0, which look valid.</summary>
    private static float FiniteOrNaN(float length) => float.IsFinite(length) ? length : float.NaN;

    /// <summary>Converts the products of a sample and the classes' rows to scores.</summary>
    private void Finish(Span<float> scores, float length)
    {
        TensorPrimitives.Divide(scores, Temperature * length, scores);
        TensorPrimitives.Add(scores, _bias.Span, scores);
    }

    /// <summary>Predicts the most probable class. Allocates nothing after the first calls.</summary>
    /// <param name="features">[D] raw features of one image, every value finite</param>
    /// <param name="candidates">the classes to choose from</param>
    /// <param name="withFit">whether to compute <see cref="Prediction.Fit"/>, which <see cref="Prediction.IsKnown"/>
    /// needs; computing it can take as long as the rest of the call; default false</param>
    /// <exception cref="ArgumentException">The length is wrong, a feature is not finite or too large for finite
    /// scores, or the model has no candidate class.</exception>
    public Prediction Predict(
        ReadOnlySpan<float> features, CandidateClasses candidates = CandidateClasses.All, bool withFit = false)
    {
        Prediction best = default;
        var found = PredictTop(features, new Span<Prediction>(ref best), candidates, withFit);
        return found == 1 ? best : throw NoCandidate(candidates);
    }

    private static ArgumentException NoCandidate(CandidateClasses candidates) => new(
        $"the model has no {(candidates == CandidateClasses.SeenOnly ? "seen" : "unseen")} classes to choose from.",
        nameof(candidates));

    /// <summary>Predicts the most probable classes, best first. Classes with equal scores are in class order.</summary>
    /// <param name="features">[D] raw features of one image, every value finite</param>
    /// <param name="count">maximum number of classes, at least 1</param>
    /// <param name="candidates">the classes to choose from</param>
    /// <param name="withFit">whether to compute <see cref="Prediction.Fit"/>, which <see cref="Prediction.IsKnown"/>
    /// needs; computing it can take as long as the rest of the call; default false</param>
    /// <returns>the predictions: <paramref name="count"/>, or one for each candidate class if there are fewer (possibly
    /// none)</returns>
    /// <exception cref="ArgumentException">The length is wrong, a feature is not finite or too large for finite
    /// scores, or <paramref name="count"/> is below 1.</exception>
    public Prediction[] PredictTop(
        ReadOnlySpan<float> features, int count, CandidateClasses candidates = CandidateClasses.All,
        bool withFit = false)
    {
        Require.That(count >= 1, nameof(count), "at least 1", count);
        var top = new Prediction[Math.Min(count, _classNames.Length)];
        var found = PredictTop(features, top, candidates, withFit);
        return top[..found];
    }

    /// <summary>Predicts the most probable classes, best first. Classes with equal scores are in class order. Allocates
    /// nothing after the first calls.</summary>
    /// <param name="features">[D] raw features of one image, every value finite</param>
    /// <param name="top">receives the predictions</param>
    /// <param name="candidates">the classes to choose from</param>
    /// <param name="withFit">whether to compute <see cref="Prediction.Fit"/>, which <see cref="Prediction.IsKnown"/>
    /// needs; computing it can take as long as the rest of the call; default false</param>
    /// <returns>the number of predictions: the length of <paramref name="top"/>, or the number of candidates if that
    /// is less</returns>
    /// <exception cref="ArgumentException">The features' length is wrong, or a feature is not finite or too large for
    /// finite scores.</exception>
    public int PredictTop(ReadOnlySpan<float> features, Span<Prediction> top,
        CandidateClasses candidates = CandidateClasses.All, bool withFit = false)
    {
        var classes = _classNames.Length;
        var rented = classes > StackLimit ? ArrayPool<float>.Shared.Rent(classes) : null;
        var scores = rented is null ? stackalloc float[classes] : rented.AsSpan(0, classes);
        var fit = ScoreAndFit(features, scores, withFit ? KnownFit : null);
        var found = Rank(scores, fit, top, candidates);
        if (rented is not null)
            ArrayPool<float>.Shared.Return(rented);
        return found;
    }

    /// <summary>Inserts the candidates into the sorted top, then computes their probabilities.</summary>
    private int Rank(ReadOnlySpan<float> scores, float? fit, Span<Prediction> top, CandidateClasses candidates)
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

        var divisor = found > 0 ? Calibration?.TemperatureFor(top[0].IsUnseen) ?? 1 : 1;
        double sum = 0;
        for (var c = 0; c < scores.Length; c++)
            if (IsCandidate(c, candidates))
                sum += Math.Exp((scores[c] - best) / divisor);
        for (var i = 0; i < found; i++)
            top[i] = top[i] with
            {
                Probability = (float)(Math.Exp((top[i].Score - best) / divisor) / sum),
                Fit = fit,
                IsFitLeftOut = fit is null && KnownFit is not null,
            };
        return found;
    }

    private bool IsCandidate(int c, CandidateClasses candidates) =>
        candidates == CandidateClasses.All || _isSeen[c] == (candidates == CandidateClasses.SeenOnly);
}
