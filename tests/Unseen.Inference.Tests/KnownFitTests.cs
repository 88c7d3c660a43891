namespace Unseen.Inference.Tests;

public sealed class KnownFitTests
{
    private static readonly float[] _quantiles = [1, 1.25f, 1.5f, 1.5f, 1.75f, 1.875f, 2, 2.25f];

    [Fact]
    public void PredictTop_ModelThatRefuses_GivesTheFitOfPlainLoops()
    {
        var plain = Models.Random(ClassifierForm.Linear);
        var model = Refusing(plain);
        var random = new Random(3);
        var scores = new float[5];
        var known = new HashSet<bool>();
        for (var image = 0; image < 200; image++)
        {
            var features = Models.Values(random, 7);
            plain.Score(features, scores);
            double sum = 0, squares = 0, most = double.NegativeInfinity;
            foreach (double score in scores)
                (sum, squares, most) = (sum + score, squares + (score * score), Math.Max(most, score));
            var measure = (most - (sum / 5)) / Math.Sqrt((squares / 5) - (sum / 5 * (sum / 5)));
            var fit = _quantiles.Count(quantile => quantile <= measure) / 8.0;

            var found = model.PredictTop(features, 2, CandidateClasses.UnseenOnly);

            Assert.All(found, one => Assert.Equal(fit, one.Fit!.Value, 1e-6));
            Assert.Equal(fit >= 0.6, found[0].IsKnown(0.6));
            Assert.Equal(plain.PredictTop(features, 2, CandidateClasses.UnseenOnly),
                found.Select(one => one with { Fit = null }));
            known.Add(found[0].IsKnown(0.6));
        }

        Assert.Equal(2, known.Count);
    }

    [Fact]
    public void Measure_ScoresAllEqual_Is0() => Assert.Equal(0, KnownFit.Measure([3, 3, 3]));

    [Fact]
    public void IsKnown_ModelThatCannotTell_IsTrue() =>
        Assert.True(Models.Random(ClassifierForm.Linear).Predict(new float[7]).IsKnown());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void IsKnown_NoShare_IsRefused(double reject) =>
        Assert.Throws<ArgumentException>(() => default(Prediction).IsKnown(reject));

    [Fact]
    public void Write_ModelThatRefuses_IsReadAgain()
    {
        using var stream = new MemoryStream();
        Refusing(Models.Random(ClassifierForm.Prototype)).Write(stream);
        stream.Position = 0;

        Assert.Equal(new KnownFit(_quantiles), UnseenModel.Load(stream, "model").KnownFit);
    }

    [Fact]
    public void WithoutClass_ModelThatRefuses_StillDoes()
    {
        var model = Refusing(Models.Random(ClassifierForm.Linear));

        Assert.Equal(model.KnownFit, model.WithoutClass(model.ClassNames[0]).KnownFit);
    }

    [Theory]
    [InlineData(new float[0])]
    [InlineData(new[] { 2f, 1f })]
    [InlineData(new[] { float.NaN })]
    public void Constructor_NoQuantiles_IsRefused(float[] quantiles) =>
        Assert.Throws<ArgumentException>(() => new KnownFit(quantiles));

    private static UnseenModel Refusing(UnseenModel model) => new(
        model.Form, model.Tensors["classifier.weight"], model.Tensors["classifier.bias"], model.ClassNames,
        model.IsSeen, model.Scaling, model.Temperature, knownFit: new KnownFit(_quantiles));
}
