namespace Unseen.Inference.Tests;

public sealed class CalibrationTests
{
    private static readonly ScoreCalibration _calibration = new(0.5, 2);

    [Theory]
    [InlineData(CandidateClasses.All)]
    [InlineData(CandidateClasses.SeenOnly)]
    [InlineData(CandidateClasses.UnseenOnly)]
    public void PredictTop_Calibrated_ChangesProbabilitiesAloneAndAsPlainLoopsDo(CandidateClasses candidates)
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
    public void Write_Calibrated_IsReadAgain()
    {
        using var stream = new MemoryStream();
        Calibrated(Models.Random(ClassifierForm.Prototype)).Write(stream);
        stream.Position = 0;

        Assert.Equal(_calibration, UnseenModel.Load(stream, "model").Calibration);
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
    public void Constructor_NoTemperature_IsRefused(double temperature)
    {
        Assert.Throws<ArgumentException>(() => new ScoreCalibration(temperature, 1));
        Assert.Throws<ArgumentException>(() => new ScoreCalibration(1, temperature));
    }

    private static UnseenModel Calibrated(UnseenModel model) => new(
        model.Form, model.Tensors["classifier.weight"], model.Tensors["classifier.bias"], model.ClassNames,
        model.IsSeen, model.Scaling, model.Temperature, metadata: model.Metadata, calibration: _calibration);
}
