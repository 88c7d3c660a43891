using Unseen.Inference.Products;

namespace Unseen.Inference.Tests.Products;

public sealed class ProductTests
{
    public static TheoryData<int, int, int> Shapes { get; } = new()
    {
        // The weights of the last shape do not fit in the caches.
        { 1, 1, 1 }, { 1, 33, 2 }, { 7, 16, 5 }, { 13, 17, 64 }, { 12, 32, 31 }, { 130, 48, 100 }, { 25, 65, 130 },
            { 5, 100, 3 }, { 100, 1100, 1000 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_ByTilesOf512Bits_EqualsAPlainLoop(int samples, int classes, int width) =>
        Check<Tile512>(samples, classes, width);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_ByTilesOf256Bits_EqualsAPlainLoop(int samples, int classes, int width) =>
        Check<Tile256>(samples, classes, width);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(9, 33)]
    [InlineData(17, 100)]
    [InlineData(1030, 2060)] // large enough for other cores to help
    public void Multiply_OneSample_EqualsAPlainLoop(int rows, int width)
    {
        var random = new Random(1);
        var (matrix, sample, products) =
            (Models.Values(random, rows * width), Models.Values(random, width), new float[rows]);

        RowProducts.Multiply(sample, matrix, products, new CoreTeam());

        for (var row = 0; row < rows; row++)
            Assert.Equal(Plain(sample, matrix.AsSpan(row * width, width)), products[row], 1e-4);
    }

    [Fact]
    public void Score_LargeModelFromManyThreads_AlwaysReturnsTheSameScores()
    {
        var model = Models.Random(ClassifierForm.Prototype, classes: 1100, width: 2000);
        var features = Models.Values(new Random(3), 8 * 2000);
        var expected = Enumerable.Range(0, 8).Select(i => Scores(model, features.AsSpan(i * 2000, 2000))).ToArray();

        var alone = new float[1100];
        unsafe
        {
            fixed (float* sample = features, matrix = model.Tensors["classifier.weight"].Values.Span, products = alone)
                RowProducts.Multiply(sample, matrix, 2000, products, 1100);
        }

        var shared = new float[1100];
        RowProducts.Multiply(features.AsSpan(0, 2000), model.Tensors["classifier.weight"].Values.Span, shared,
            new CoreTeam());
        Assert.Equal(alone, shared);
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal(expected[i % 8], Scores(model, features.AsSpan(i % 8 * 2000, 2000))));
    }

    [Fact]
    public void Score_LargeModelAfterAPause_ReturnsTheSameScores()
    {
        var model = Models.Random(ClassifierForm.Linear, classes: 1100, width: 2000);
        var features = Models.Values(new Random(3), 2000);
        var expected = Scores(model, features);

        // After these pauses in milliseconds, the threads that share the work still spin, sleep, or have ended.
        foreach (var pause in new[] { 0, 20, 2500, 5 })
        {
            Thread.Sleep(pause);
            Assert.Equal(expected, Scores(model, features));
        }
    }

    [Theory]
    [InlineData(ClassifierForm.Prototype, true)]
    [InlineData(ClassifierForm.Linear, true)]
    [InlineData(ClassifierForm.Prototype, false)]
    public void ScoreBatch_AnyModel_AgreesWithSingleCalls(ClassifierForm form, bool mapped)
    {
        const int width = 70, images = 131;
        var random = new Random(4);
        var inner = mapped ? 21 : width;
        var model = new UnseenModel(
            form, new ModelTensor([37, inner], Models.Values(random, 37 * inner)),
                new ModelTensor([37], Models.Values(random, 37)), [.. Enumerable.Range(0, 37).Select(c => $"c{c}")],
            [.. Enumerable.Range(0, 37).Select(c => c % 3 == 0)],
                FeatureScaling.MinMax(Models.Values(random, width), [.. Enumerable.Repeat(1.5f, width)]), 0.3f,
            featureMap: mapped ? new ModelMap([new HiddenLayer(
                new ModelTensor([inner, width], Models.Values(random, inner * width)),
                new ModelTensor([inner], Models.Values(random, inner)))]) : null);
        var features = Models.Values(random, images * width);
        var scores = new float[images * 37];

        model.ScoreBatch(features, scores);

        for (var i = 0; i < images; i++)
            foreach (var (c, expected) in Scores(model, features.AsSpan(i * width, width)).Index())
                Assert.Equal(expected, scores[(i * 37) + c], 1e-5 * Math.Max(1, Math.Abs(expected)));
    }

    [Fact]
    public void ScoreBatch_MoreImagesThanAreMappedAtOnce_AgreesWithSingleCalls()
    {
        const int inner = 1 << 16, images = 150; // mapped in blocks of 64
        var random = new Random(5);
        var model = new UnseenModel(
            ClassifierForm.Linear, new ModelTensor([2, inner], Models.Values(random, 2 * inner)),
                new ModelTensor([2], new float[2]), ["a", "b"], [true, false], FeatureScaling.L2,
            featureMap: new ModelMap([new HiddenLayer(new ModelTensor([inner, 2], Models.Values(random, inner * 2)),
                new ModelTensor([inner], Models.Values(random, inner)))]));
        var features = Models.Values(random, images * 2);
        var scores = new float[images * 2];

        model.ScoreBatch(features, scores);

        foreach (var i in new[] { 0, 63, 64, 149 })
            Assert.Equal(Scores(model, features.AsSpan(i * 2, 2)).Select(score => (double)score),
                scores[(i * 2)..((i * 2) + 2)].Select(score => (double)score), (a, b) => Math.Abs(a - b) < 0.05);
    }

    [Fact]
    public void ScoreBatch_InvalidInput_ThrowsWithTheRequirement()
    {
        var model = Models.Random(ClassifierForm.Linear);
        var features = Models.Values(new Random(1), 21);
        features[15] = float.NaN;

        Assert.StartsWith("features must be finite everywhere, but some of image 2 are NaN or infinite.",
            Assert.Throws<ArgumentException>(() => model.ScoreBatch(features, new float[15])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("features must be of a length that is a multiple of 7, but was 20.",
            Assert.Throws<ArgumentException>(() => model.ScoreBatch(features.AsMemory(1), new float[15])).Message,
            StringComparison.Ordinal);
        features[15] = 0;
        Assert.StartsWith("scores must be of length 15, but was 14.",
            Assert.Throws<ArgumentException>(() => model.ScoreBatch(features, new float[14])).Message,
            StringComparison.Ordinal);
    }

    private static void Check<TTile>(int samples, int classes, int width)
        where TTile : ITile
    {
        var random = new Random(1);
        var (weight, values, products) =
            (Models.Values(random, classes * width), Models.Values(random, samples * width),
            new float[samples * classes]);

        var bias = Models.Values(random, classes);
        new ClassPanels<TTile>(weight, bias, 0.5f, width)
            .Multiply(samples, (i, sample) =>
            values.AsSpan(i * width, width).CopyTo(sample), products, new ParallelOptions());

        for (var i = 0; i < samples; i++)
            for (var c = 0; c < classes; c++)
                Assert.Equal((Plain(values.AsSpan(i * width, width), weight.AsSpan(c * width, width)) / 0.5) + bias[c],
                    products[(i * classes) + c], 1e-6 * (10 + width));
    }

    private static double Plain(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (var k = 0; k < a.Length; k++)
            sum += (double)a[k] * b[k];
        return sum;
    }

    private static float[] Scores(UnseenModel model, ReadOnlySpan<float> features)
    {
        var scores = new float[model.ClassNames.Count];
        model.Score(features, scores);
        return scores;
    }
}
