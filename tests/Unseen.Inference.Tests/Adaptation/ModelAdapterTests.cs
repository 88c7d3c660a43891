using Unseen.Inference.Adaptation;
using static Unseen.Inference.Tests.Adaptation.BranchedModel;

namespace Unseen.Inference.Tests.Adaptation;

public sealed class ModelAdapterTests
{
    private const int N = 40;

    private static readonly AdaptationOptions _anyPool = new() { MinUnseen = 0 };

    private readonly UnseenModel _model = BranchedModel.Create();
    private readonly float[] _pool = Models.Values(new Random(4), N * D);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Adapt_SmallPool_EqualsPlainLoops(int rounds)
    {
        var options = new AdaptationOptions
        {
            Rounds = rounds,
            Weight = 0.8,
            HalfWeightCount = 2,
            AdaptedOffset = 0.05,
            MinUnseen = 0,
        };
        var (prototypes, bias, probabilities) = PlainAdaptation(options);

        var result = Adapt(_model, options, _pool.AsMemory(0, 15 * D), _pool.AsMemory(15 * D));

        var branch = result.Model.Branch!;
        Assert.Equal(prototypes.SelectMany(row => row), Doubles(branch, UnseenModel.WeightName), Near);
        Assert.Equal(bias, Doubles(branch, UnseenModel.BiasName), Near);
        for (var c = 0; c < C; c++)
            Assert.Equal(probabilities.Sum(row => row[c]), result.Counts[c], 1e-3);
        Assert.Equal(probabilities.Select(row => Array.IndexOf(row, row.Max())), result.After);
        Assert.Equal(result.After, result.Model.PredictBatch(_pool).Select(prediction => prediction.ClassIndex));
        Assert.Equal(_model.WithBranch(null).PredictBatch(_pool).Select(prediction => prediction.ClassIndex),
            result.Before);
    }

    [Fact]
    public void Adapt_AdaptedModel_ForgetsTheEarlierPool()
    {
        var first = Adapt(_model, _anyPool, _pool.AsMemory(0, 10 * D));

        var again = Adapt(first.Model, _anyPool, _pool);

        var fresh = Adapt(_model, _anyPool, _pool);
        Assert.Equal(fresh.Counts, again.Counts);
        Assert.Equal(Doubles(fresh.Model.Branch!, UnseenModel.WeightName),
            Doubles(again.Model.Branch!, UnseenModel.WeightName));
    }

    [Fact]
    public void Moves_ChangedPredictions_AreCountedMostFrequentFirst()
    {
        var result = new AdaptationResult(_model, [], [0, 0, 1, 2, 0], [1, 1, 1, 0, 2]);

        Assert.Equal(4, result.Changed);
        Assert.Equal((1, 3), (result.UnseenBefore, result.UnseenAfter)); // classes 1 and 3 are unseen
        Assert.Equal([(0, 1, 2), (0, 2, 1), (2, 0, 1)], result.Moves);
    }

    [Fact]
    public void Adapt_PoolOfSeenClasses_IsRefusedWithTheReason()
    {
        var trained = _model.WithBranch(null);
        var seen = _pool.Chunk(D).Where(image => !trained.Predict(image).IsUnseen).SelectMany(image => image).ToArray();

        var exception = Assert.Throws<UnsuitablePoolException>(() => Adapt(_model, null, seen));

        Assert.Contains($"predicts unseen classes for 0 of {seen.Length / D},", exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Adapt_PoolWithTooFewUnseenPredictions_IsRefused()
    {
        var trained = _model.WithBranch(null);
        var unseen = _pool.Chunk(D).Count(image => trained.Predict(image).IsUnseen);
        var model = ModelAdapter.WithFalseUnseenRate(_model, _pool);

        var exception = Assert.Throws<UnsuitablePoolException>(() => Adapt(model, null, _pool));

        var share = (double)unseen / N;
        Assert.InRange(share, 0.25, 0.9);
        Assert.Contains(FormattableString.Invariant(
            $"predicts unseen classes for {unseen} of {N}, fewer than {100 * (share + (0.1 * (1 - share))):0.#} %"),
            exception.Message, StringComparison.Ordinal);
        Assert.Null(Record.Exception(() => Adapt(model, _anyPool, _pool)));
        Assert.Null(Record.Exception(() => Adapt(ModelAdapter.WithFalseUnseenRate(_model, default), null, _pool)));
    }

    [Fact]
    public void Forget_AdaptedModel_PredictsAsTrained()
    {
        var adapted = Adapt(_model, _anyPool, _pool).Model;

        var forgotten = ModelAdapter.Forget(adapted);

        Assert.Equal((false, true, false),
            (ModelAdapter.IsAdapted(_model), ModelAdapter.IsAdapted(adapted), ModelAdapter.IsAdapted(forgotten)));
        Assert.Null(forgotten.Branch);
        Assert.Equal(_model.WithBranch(null).PredictBatch(_pool), forgotten.PredictBatch(_pool));
    }

    [Fact]
    public void Forget_TaughtModelThatWasAdapted_KeepsWhatItWasTaught()
    {
        var taught = ModelTeacher.Teach(_model, _model.ClassNames[3], _pool.AsMemory(0, 3 * D));
        var adapted = Adapt(taught, _anyPool, _pool).Model;

        var forgotten = ModelAdapter.Forget(adapted);

        Assert.NotEqual(taught.PredictBatch(_pool), adapted.PredictBatch(_pool));
        Assert.Equal(taught.PredictBatch(_pool), forgotten.PredictBatch(_pool));
    }

    [Fact]
    public void Forget_ModelTaughtAfterItWasAdapted_KeepsTheTaughtAndRestoresTheOtherPrototypes()
    {
        const int label = 3;
        var taught = ModelTeacher.Teach(
            Adapt(_model, _anyPool, _pool).Model, _model.ClassNames[label], _pool.AsMemory(0, 3 * D));

        var forgotten = ModelAdapter.Forget(taught);

        var expected = ModelTeacher.Teach(_model, _model.ClassNames[label], _pool.AsMemory(0, 3 * D));
        Assert.Equal(expected.PredictBatch(_pool), forgotten.PredictBatch(_pool));
    }

    [Fact]
    public void Adapt_EmptyPool_Throws() => Assert.Throws<ArgumentException>(() => Adapt(_model, null));

    [Fact]
    public void Adapt_FeatureThatIsNotANumber_Throws()
    {
        _pool[9] = float.NaN;
        Assert.Throws<ArgumentException>(() => Adapt(_model, null, _pool));
    }

    [Fact]
    public void Adapt_ModelWithoutABranch_Throws() =>
        Assert.Throws<ArgumentException>(() => Adapt(_model.WithBranch(null), null, _pool));

    [Fact]
    public void WithClass_ModelWithABranch_AddsTheClassToTheModelAndTheBranch()
    {
        float[] descriptor = [1, -2];
        var learner = WithDescriptions(_model);

        var grown = learner.WithClass("okapi", descriptor);

        Assert.Equal("okapi", grown.Branch!.ClassNames[C]);
        var unit = descriptor.Select(value => value / Math.Sqrt(5)).ToArray();
        var (map, offset) = (Doubles(_model.Branch!, UnseenModel.DescriptionWeightName),
            Doubles(_model.Branch!, UnseenModel.DescriptionBiasName));
        var prototype = Unit([.. Enumerable.Range(0, K).Select(k =>
            offset[k] + (map[2 * k] * unit[0]) + (map[(2 * k) + 1] * unit[1]))]);
        Assert.Equal(prototype, Doubles(grown.Branch, UnseenModel.WeightName)[^K..], Near);
        Assert.Equal(UnseenOffset / Temperature, Doubles(grown.Branch, UnseenModel.BiasName)[C], 1e-5);
        Assert.Equal(Doubles(learner.Branch!, UnseenModel.WeightName),
            Doubles(grown.WithoutClass("okapi").Branch!, UnseenModel.WeightName));
    }

    private static AdaptationResult Adapt(
        UnseenModel model, AdaptationOptions? options, params ReadOnlyMemory<float>[] pool) =>
        ModelAdapter.Adapt(model, pool, options, TestContext.Current.CancellationToken);

    private (double[][] Prototypes, double[] Bias, double[][] Probabilities) PlainAdaptation(AdaptationOptions options)
    {
        var branch = _model.Branch!;
        var mapped = Mapped(branch, _pool);
        double[][] start = [.. Doubles(branch, UnseenModel.WeightName).Chunk(K)];
        double[][] prototypes = [.. start];
        var bias = Doubles(branch, UnseenModel.BiasName);
        for (var round = 0; round < options.Rounds; round++)
        {
            var p = Probabilities(mapped, prototypes, bias);
            for (var u = 0; u < C; u++)
            {
                if (_model.IsSeen[u])
                    continue;
                var n = p.Sum(row => row[u]);
                var beta = options.Weight * n / (n + options.HalfWeightCount);
                var mean = Unit([.. Enumerable.Range(0, K).Select(k =>
                    Enumerable.Range(0, N).Sum(i => p[i][u] * mapped[i][k]))]);
                prototypes[u] = Unit([.. start[u].Zip(mean, (before, now) => ((1 - beta) * before) + (beta * now))]);
                bias[u] = (UnseenOffset - ((UnseenOffset - options.AdaptedOffset) * beta / options.Weight))
                    / Temperature;
            }
        }

        return (prototypes, bias, Probabilities(mapped, prototypes, bias));
    }

    private double[][] Probabilities(double[][] mapped, double[][] prototypes, double[] bias)
    {
        var trained = _model.WithBranch(null);
        return [.. Enumerable.Range(0, N).Select(i =>
        {
            var scores = new float[C];
            trained.Score(_pool.AsSpan(i * D, D), scores);
            double[] exponentials = [.. Enumerable.Range(0, C).Select(c => Math.Exp(scores[c] + bias[c]
                + (mapped[i].Zip(prototypes[c], (a, b) => a * b).Sum() / Temperature)))];
            return exponentials.Select(value => value / exponentials.Sum()).ToArray();
        })];
    }
}
