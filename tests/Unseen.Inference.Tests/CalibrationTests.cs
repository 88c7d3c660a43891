namespace Unseen.Inference.Tests;

public sealed class CalibrationTests
{
    private static readonly ScoreCalibration _calibration = new(0.5, 2);
    private static readonly ScoreCalibration _adapted = new(0.8, 3);

    [Theory]
    [InlineData(CandidateClasses.All)]
    [InlineData(CandidateClasses.SeenOnly)]
    [InlineData(CandidateClasses.UnseenOnly)]
    public void PredictTop_CalibratedModel_ChangesOnlyTheProbabilities(CandidateClasses candidates)
    {
        var plain = Models.Random(ClassifierForm.Linear);
        var calibrated = Calibrated(plain);
        var random = new Random(5);
        var groups = new HashSet<bool>();
        for (var image = 0; image < 100; image++)
        {
            var features = Models.Values(random, 7);
            var expected = plain.PredictTop(features, 5, candidates);
            var temperature = expected[0].IsUnseen ? 2 : 0.5;
            var sum = expected.Sum(one => Math.Exp(one.Score / temperature));

            var found = calibrated.PredictTop(features, 5, candidates);

            Assert.Equal(expected.Select(one => one with { Probability = 0 }),
                found.Select(one => one with { Probability = 0 }));
            foreach (var one in found)
                Assert.Equal(Math.Exp(one.Score / temperature) / sum, one.Probability, 1e-5);
            groups.Add(expected[0].IsUnseen);
        }

        Assert.Equal(candidates == CandidateClasses.All ? 2 : 1, groups.Count);
    }

    [Fact]
    public void PredictTop_ModelWithABranch_UsesTheTemperaturesForAdaptedModels()
    {
        var (trained, branch) = (Calibrated(Models.Random(ClassifierForm.Linear)),
            Models.Random(ClassifierForm.Prototype, seed: 2));
        var model = trained.WithBranch(branch);
        var random = new Random(5);
        var (own, added) = (new float[5], new float[5]);
        for (var image = 0; image < 50; image++)
        {
            var features = Models.Values(random, 7);
            trained.Score(features, own);
            branch.Score(features, added);
            double[] sums = [.. own.Zip(added, (one, other) => (double)one + other)];
            var best = Array.IndexOf(sums, sums.Max());
            var temperature = best % 2 == 0 ? 0.8 : 3; // classes with an even index are seen

            var found = model.Predict(features);

            Assert.Equal(best, found.ClassIndex);
            Assert.Equal(1 / sums.Sum(sum => Math.Exp((sum - sums[best]) / temperature)), found.Probability, 1e-5);
        }

        Assert.Equal(_calibration, model.WithBranch(null).Calibration);
    }

    [Fact]
    public void Write_CalibratedModel_RoundTrips()
    {
        using var stream = new MemoryStream();
        Calibrated(Models.Random(ClassifierForm.Prototype)).Write(stream);
        stream.Position = 0;

        var model = UnseenModel.Load(stream, "model");
        Assert.Equal(_calibration, model.Calibration);
        Assert.Equal(_adapted, model.WithBranch(Models.Random(ClassifierForm.Linear)).Calibration);
    }

    [Fact]
    public void WithClassRenamed_Calibrated_StaysCalibrated()
    {
        var model = Calibrated(Models.Random(ClassifierForm.Linear));

        Assert.Equal(_calibration, model.WithClassRenamed(model.ClassNames[0], "fox").Calibration);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Constructor_InvalidTemperature_IsRefused(double temperature)
    {
        Assert.Throws<ArgumentException>(() => new ScoreCalibration(temperature, 1));
        Assert.Throws<ArgumentException>(() => new ScoreCalibration(1, temperature));
    }

    private static UnseenModel Calibrated(UnseenModel model) => new(
        model.Form, model.Tensors["classifier.weight"], model.Tensors["classifier.bias"], model.ClassNames,
        model.IsSeen, model.Scaling, model.Temperature, metadata: model.Metadata, calibration: _calibration,
        adaptedCalibration: _adapted);
}
