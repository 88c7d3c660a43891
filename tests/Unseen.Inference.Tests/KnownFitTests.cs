namespace Unseen.Inference.Tests;

public sealed class KnownFitTests
{
    private static readonly float[] _quantiles = [0.1f, 0.2f, 0.3f, 0.45f, 0.55f, 0.75f, 0.85f, 0.95f];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void PredictTop_ModelThatCanRefuse_ReturnsTheFitOfPlainLoops(bool hasSpread, bool hasBranch)
    {
        var plain = Models.Random(ClassifierForm.Linear);
        var refusing = Refusing(plain, hasSpread);
        var model = hasBranch ? refusing.WithBranch(Models.Random(ClassifierForm.Prototype)) : refusing;
        var random = new Random(3);
        var images = Models.Values(random, 200 * 7);
        var known = new HashSet<bool>();
        var batch = model.PredictBatch(images, withFit: true);
        for (var image = 0; image < 200; image++)
        {
            var features = images.AsSpan(image * 7, 7).ToArray();
            var fit = _quantiles.Count(quantile => quantile <= Measure(plain, features, hasSpread)) / 8.0;

            var found = model.PredictTop(features, 2, CandidateClasses.UnseenOnly, withFit: true);

            Assert.All(found, one => Assert.Equal(fit, one.Fit!.Value, 1e-6));
            Assert.Equal(fit, batch[image].Fit!.Value, 1e-6);
            Assert.Equal(fit >= 0.6, found[0].IsKnown(0.6));
            if (!hasBranch)
                Assert.Equal(plain.PredictTop(features, 2, CandidateClasses.UnseenOnly),
                    found.Select(one => one with { Fit = null }));
            known.Add(found[0].IsKnown(0.6));
        }

        Assert.Equal(2, known.Count);
    }

    [Fact]
    public void Predict_WithoutFit_ReturnsTheSamePredictionButIsKnownThrows()
    {
        var model = Refusing(Models.Random(ClassifierForm.Linear), hasSpread: true);
        var features = Models.Values(new Random(3), 7);

        var without = model.Predict(features);

        var with = model.Predict(features, withFit: true);
        Assert.Null(without.Fit);
        Assert.Equal((with.ClassIndex, with.Score, with.Probability),
            (without.ClassIndex, without.Score, without.Probability));
        Assert.Throws<InvalidOperationException>(() => without.IsKnown());
        Assert.Throws<InvalidOperationException>(() => model.PredictBatch(features)[0].IsKnown());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WithKnownPhotographs_Predict_FitIsTheShareOfKnownPhotographsThatStandOutNoFurther(bool hasBranch)
    {
        var plain = Models.Random(ClassifierForm.Prototype);
        var model = hasBranch ? plain.WithBranch(Models.Random(ClassifierForm.Linear)) : plain;
        var random = new Random(5);
        var known = Models.Values(random, 30 * 7);
        var others = Models.Values(random, 50 * 7);

        var refusing = model.WithKnownPhotographs(known);

        double StandOutOf(float[] values, int image)
        {
            var scores = new float[5];
            plain.Score(values.AsSpan(image * 7, 7), scores);
            var mean = scores.Average(score => (double)score);
            var variance = scores.Average(score => (score - mean) * (score - mean));
            return (scores.Max() - mean) / Math.Sqrt(variance) / Math.Sqrt(4);
        }

        var measures = Enumerable.Range(0, 30).Select(image => StandOutOf(known, image)).ToArray();
        for (var image = 0; image < 50; image++)
        {
            var found = refusing.Predict(others.AsSpan(image * 7, 7), withFit: true);
            Assert.Equal(measures.Count(one => one <= StandOutOf(others, image)) / 30.0, found.Fit!.Value, 1e-6);
        }

        Assert.Equal(plain.Predict(others.AsSpan(0, 7)).ClassIndex,
            plain.WithKnownPhotographs(known).Predict(others.AsSpan(0, 7)).ClassIndex);
    }

    [Fact]
    public void WithKnownPhotographs_TooFewPhotographsOrClasses_AreRefused()
    {
        var model = Models.Random(ClassifierForm.Prototype);
        var random = new Random(5);

        Assert.NotNull(model.WithKnownPhotographs(Models.Values(random, 20 * 7)).KnownFit);
        Assert.Contains("at least 20 photographs", Assert.Throws<ArgumentException>(
            () => model.WithKnownPhotographs(Models.Values(random, 19 * 7))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.WithKnownPhotographs(Models.Values(random, (20 * 7) + 1)));
        Assert.Throws<ArgumentException>(() => model.WithKnownPhotographs(
            Enumerable.Repeat(float.NaN, 20 * 7).ToArray()));
        Assert.NotNull(Models.Random(ClassifierForm.Prototype, classes: 4)
            .WithKnownPhotographs(Models.Values(random, 20 * 7)).KnownFit);
        Assert.Contains("at least 4 classes", Assert.Throws<InvalidOperationException>(() =>
            Models.Random(ClassifierForm.Prototype, classes: 3)
                .WithKnownPhotographs(Models.Values(random, 20 * 7))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StandOut_ScoresAllEqual_Is0() => Assert.Equal(0, KnownFit.StandOut([3, 3, 3]));

    [Fact]
    public void StandOut_AllScoresButTheBestEqual_Is1() =>
        Assert.Equal(1, KnownFit.StandOut([3, 5, 3, 3, 3, 3]), 1e-6f);

    [Fact]
    public void IsKnown_ModelThatCannotRefuse_IsTrue() =>
        Assert.True(Models.Random(ClassifierForm.Linear).Predict(new float[7]).IsKnown());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void IsKnown_InvalidShare_IsRefused(double reject) =>
        Assert.Throws<ArgumentException>(() => default(Prediction).IsKnown(reject));

    [Fact]
    public void Write_ModelThatCanRefuse_RoundTrips()
    {
        using var stream = new MemoryStream();
        var model = Refusing(Models.Random(ClassifierForm.Prototype), hasSpread: true);
        model.Write(stream);
        stream.Position = 0;

        var read = UnseenModel.Load(stream, "model");

        var features = Models.Values(new Random(5), 7);
        Assert.Equal(model.Predict(features), read.Predict(features));
        Assert.Equal(model.Tensors.Keys, read.Tensors.Keys);
    }

    [Fact]
    public void WithoutClass_ModelThatCanRefuse_KeepsItsFit()
    {
        var model = Refusing(Models.Random(ClassifierForm.Linear), hasSpread: true);

        Assert.Equal(model.KnownFit, model.WithoutClass(model.ClassNames[0]).KnownFit);
    }

    [Theory]
    [InlineData(new float[0])]
    [InlineData(new[] { 2f, 1f })]
    [InlineData(new[] { float.NaN })]
    public void Constructor_InvalidQuantiles_IsRefused(float[] quantiles) =>
        Assert.Throws<ArgumentException>(() => new KnownFit(quantiles));

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    public void GetDistance_OtherWidth_IsRefused(int width) => Assert.Equal(
        $"scaled must be of length 7, but was {width}. (Parameter 'scaled')",
        Assert.Throws<ArgumentException>(() => _spread.GetDistance(new float[width])).Message);

    private static UnseenModel Refusing(UnseenModel model, bool hasSpread) => new(
        model.Form, model.Tensors["classifier.weight"], model.Tensors["classifier.bias"], model.ClassNames,
        model.IsSeen, model.Scaling, model.Temperature, knownFit: hasSpread ? new KnownFit(_quantiles, _spread, 0.4)
            : new KnownFit(_quantiles));

    private static readonly FeatureSpread _spread = new(
        new ModelTensor([7], [0.1f, 0, 0.2f, -0.1f, 0, 0, 0.3f]),
        new ModelTensor([2, 7], [1, 0, 0, 0, 0, 0, 0, 0, 0.6f, 0, 0.8f, 0, 0, 0]));

    private static double Measure(UnseenModel plain, float[] features, bool hasSpread)
    {
        var scores = new float[5];
        plain.Score(features, scores);
        double sum = 0, squares = 0, best = double.NegativeInfinity;
        foreach (double score in scores)
            (sum, squares, best) = (sum + score, squares + (score * score), Math.Max(best, score));
        var measure = (best - (sum / 5)) / Math.Sqrt((squares / 5) - (sum / 5 * (sum / 5))) / 2;
        if (!hasSpread)
            return measure;
        var scaled = new float[7];
        plain.Scaling.Apply(features, scaled);
        var length = Math.Sqrt(scaled.Sum(value => (double)value * value));
        double[] centred = [.. scaled.Select((value, d) => (value / length) - _spread.Mean.Values.Span[d])];
        var residual = centred.ToArray();
        for (var k = 0; k < 2; k++)
        {
            double projection = 0;
            for (var d = 0; d < 7; d++)
                projection += centred[d] * _spread.Components.Values.Span[(k * 7) + d];
            for (var d = 0; d < 7; d++)
                residual[d] -= projection * _spread.Components.Values.Span[(k * 7) + d];
        }

        return measure - (0.4 * Math.Sqrt(residual.Sum(value => value * value)));
    }
}
