using Unseen.Calibration;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Methods.Calibrated;
using Unseen.Methods.Eszsl;
using Unseen.Methods.NoGenerator;
using Unseen.Problems;
using Unseen.Tests.Training;
using Unseen.Training;
using static TorchSharp.torch;

namespace Unseen.Tests.Calibration;

public sealed class ModelCalibrationTests
{
    private readonly GzslDataset _dataset = TinyBenchmark.Create();

    [Fact]
    public void Find_OneFold_EqualsFitsToTheScoresOfSingleImages()
    {
        var split = ValidationSplit.Create(_dataset, seed: 0);
        using var problem = GzslProblem.ForValidation(_dataset, split, FeatureScalingKind.MinMax, CPU);
        var model = Train(problem.ToDataset(), new RunOptions { Threads = 1 });

        var found = ModelCalibration.Find([problem], [model], TestContext.Current.CancellationToken);

        var (fit, known) = (new CalibrationFit(), new KnownFitSearch());
        var components = TrainingSpread.ComponentsFor([problem]);
        var distances = TrainingSpread.GetDistances(problem, components);
        foreach (var (i, row) in split.ValSeen.Concat(split.ValUnseen).Index())
        {
            var scores = new float[problem.IsSeen.Length];
            model.Score(_dataset.Features.Row(row), scores);
            var one = new FeatureMatrix(scores, 1, scores.Length);
            fit.Add(one, [problem.ScoredLabels[i]], problem.IsSeen);
            known.Add(one, [distances[i]], [problem.ScoredLabels[i]], problem.IsSeen);
        }

        Assert.Equal(fit.Fit()!.SeenTemperature, found.Trained!.SeenTemperature, 1e-4);
        Assert.Equal(fit.Fit()!.UnseenTemperature, found.Trained.UnseenTemperature, 1e-4);
        Assert.All(known.Fit(components)!.Quantiles.Zip(found.Thresholds!.Quantiles),
            pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        Assert.NotNull(found.Adapted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_ValidatedRun_CalibratesItsModel(bool isClosedForm)
    {
        var model = Train(_dataset, Options(isClosedForm));

        Assert.NotNull(model.Calibration);
        Assert.NotNull(model.KnownFit!.Spread);
        Assert.NotNull(model.WithBranch(model.WithBranch(null)).Calibration);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compare_ValidatedRun_ScoresAsTrainDoesButWithoutCalibration(bool isClosedForm)
    {
        var options = Options(isClosedForm);

        var compared = GzslTrainer.Compare(
            _dataset, [options], cancellation: TestContext.Current.CancellationToken)[0];

        Assert.Null(compared.Model.Calibration);
        Assert.Null(compared.Model.KnownFit);
        var trained = Train(_dataset, options);
        Assert.Equal(GetScores(trained), GetScores(compared.Model));
    }

    private static RunOptions Options(bool isClosedForm) => isClosedForm
        ? new RunOptions
        {
            Threads = 1,
            Generator = new NoGeneratorOptions(),
            Classifier = new EszslOptions(),
            Adjustment = new CalibratedOptions(),
        }
        : new RunOptions { Threads = 1 };

    private float[] GetScores(UnseenModel model)
    {
        var scores = new float[_dataset.Features.Rows * model.ClassNames.Count];
        model.ScoreBatch(_dataset.Features.Values, scores);
        return scores;
    }

    private static UnseenModel Train(GzslDataset dataset, RunOptions options) =>
        GzslTrainer.Train(dataset, options, progress: null, TestContext.Current.CancellationToken).Model;
}
