using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Methods;
using Unseen.Options;
using Unseen.Tests.Classifiers;
using Unseen.Training;
using Unseen.Training.Progress;

namespace Unseen.Tests.Training;

/// <summary>Tests that the trainer runs every method, and that the model has the accuracies that the trainer
/// measured.</summary>
public class MethodTests
{
    private static readonly ClassifierTrainingOptions _few = new() { Epochs = 3, LearningRate = 0.01 };

    private static readonly TinyMethods _tiny = new(_few);

    public static TheoryData<string> Generators => [.. MethodCatalog.BuiltIn.Generators.Select(method => method.Name)];

    public static TheoryData<string> Baselines =>
        [.. MethodCatalog.BuiltIn.Classifiers.Where(method => method is { HasSoftmax: false, NeedsEncoder: false })
            .Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Generators))]
    public void Train_EveryGenerator_ModelHasTheMeasuredAccuracy(string generator)
    {
        foreach (var classifier in new[] { "prototype", "linear" })
            AssertModelAgrees(_tiny.With(new(), generator, classifier));
    }

    [Theory]
    [MemberData(nameof(Baselines))]
    public void Train_EveryBaseline_ModelHasTheMeasuredAccuracy(string classifier)
    {
        foreach (var adjustment in new[] { "none", "calibrated" })
            foreach (var protocol in new[] { Protocol.Fair, Protocol.Paper })
                AssertModelAgrees(
                    _tiny.With(new() { Protocol = protocol }, "none", classifier, adjustment));
    }

    [Theory]
    [InlineData("dgz")]
    [InlineData("logit")]
    public void Train_EveryAdjustment_ModelHasTheMeasuredAccuracy(string adjustment)
    {
        var result = AssertModelAgrees(_tiny.With(new(), adjustment: adjustment));
        Assert.Equal(adjustment == "dgz", result.Seeds[0].Chosen.Options.ContainsKey("unseenWeight"));
        Assert.Null(result.Seeds[0].Chosen.Options.Find("sigma"));
    }

    [Fact]
    public void Train_PluginWithBatchNormalisation_ModelHasTheMeasuredAccuracy() =>
        AssertModelAgrees(_tiny.With(new()) with { Classifier = new NormalisedOptions { Training = _few } });

    [Theory]
    [InlineData(1.5)]
    [InlineData(3e9)]
    [InlineData(double.NaN)]
    public void With_NumberThatIsNoInt32_IsRefused(double number)
    {
        var epochs = MethodCatalog.BuiltIn.FindGenerator("wgan")!.FindOption("epochs")!;

        var message = Assert.Throws<ArgumentException>(
            () => epochs.With(MethodCatalog.BuiltIn.FindGenerator("wgan")!, number)).Message;
        Assert.StartsWith(
            FormattableString.Invariant($"epochs must be a whole number, but was {number}."), message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Matters_OptionOfANestedRecord_DependsOnThatRecord(bool isOn)
    {
        var option = Assert.Single(OptionDescription.GetAll(typeof(Outer)));

        Assert.Equal("innerSize", option.Name);
        Assert.Equal(isOn, option.Matters(new Outer { Inner = new Inner { IsOn = isOn } }));
    }

    [Fact]
    public void Train_EszslOnLinearProblems_RecognisesSeenAndUnseenClasses()
    {
        var options = _tiny.With(new(), "none", "eszsl", "calibrated");
        var results = Enumerable.Range(1, 12).Select(seed => GzslTrainer.Train(
            TinyBenchmark.Create(seed, classes: 20), options, cancellation: TestContext.Current.CancellationToken))
                .ToArray();
        Assert.InRange(results.Average(result => result.T1.Mean), 60, 100); // measured: 85 ± 6, by chance 50
        Assert.InRange(results.Average(result => result.H.Mean), 25, 100); // measured: 51 ± 6
        Assert.All(results, result => Assert.InRange(result.Seeds[0].Chosen.Options["featurePenalty"], 1e-3, 1e3));
    }

    [Fact]
    public void Compare_RunsThatDifferOnlyInPseudoFeatures_ShareAGeneratorAndEqualSeparateRuns()
    {
        var dataset = TinyBenchmark.Create();
        var few = _tiny.With(new(), "wgan");
        var many = few with { PseudoPerClass = 25 };
        var together = GzslTrainer.Compare(dataset, [few, many], cancellation: TestContext.Current.CancellationToken);
        var alone = GzslTrainer.Train(dataset, many, cancellation: TestContext.Current.CancellationToken);
        Assert.DoesNotContain(together[1].Seeds[0].History, epoch => epoch.Phase == TrainingPhase.Generator);
        Assert.Equal(alone.H.Mean, together[1].H.Mean);
        Assert.Equal(alone.Model.Tensors["classifier.weight"].Values.ToArray(),
            together[1].Model.Tensors["classifier.weight"].Values.ToArray());
    }

    [Theory]
    [InlineData("eszsl", "centre", "none", "generator must be none with classifier eszsl")]
    [InlineData("ale", "none", "zla", "adjustment must be none or calibrated with classifier ale")]
    [InlineData("linear", "none", "logit", "adjustment must not be logit without a generator")]
    public void Validate_IncompatibleMethods_ReturnsTheReason(
        string classifier, string generator, string adjustment, string expected) =>
        Assert.Contains(expected, Assert.Single(_tiny.With(new(), generator, classifier, adjustment).Validate()));

    [Theory]
    [InlineData("sae", "none", "calibrated")]
    [InlineData("linear", "ce-gzsl", "logit")]
    [InlineData("prototype", "none", "dgz")]
    public void Validate_CompatibleMethods_IsEmpty(string classifier, string generator, string adjustment) =>
        Assert.Empty(_tiny.With(new(), generator, classifier, adjustment).Validate());

    [Fact]
    public void Validate_OptionOfAMethodWithTheNameOfASetting_IsRefused() =>
        Assert.Equal("device must not be an option of clash, because every run has a setting of this name.",
            Assert.Single(new RunOptions { Adjustment = new ClashingOptions() }.Validate()));

    [Fact]
    public void BuiltIn_Methods_HaveTheListedNamesInOrder()
    {
        var methods = MethodCatalog.BuiltIn;
        Assert.Equal(
            ["none", "centre", "cvae", "wgan", "f-clswgan", "f-vaegan-d2", "ce-gzsl", "tf-vaegan", "free", "sdgzsl",
                "cada-vae"],
            methods.Generators.Select(method => method.Name));
        Assert.Equal(["ensemble", "prototype", "linear", "eszsl", "sae", "ale", "devise", "image-text"],
            methods.Classifiers.Select(method => method.Name));
        Assert.Equal(["none", "zla", "calibrated", "dgz", "logit"], methods.Adjustments.Select(method => method.Name));
        Assert.All(methods.All, method => Assert.Empty(method.Problems()));
    }

    private static RunResult AssertModelAgrees(RunOptions options)
    {
        var dataset = TinyBenchmark.Create();
        var result = GzslTrainer.Train(dataset, options, cancellation: TestContext.Current.CancellationToken);
        var (test, own) = (result.Seeds[0].Test, ModelEvaluator.Evaluate(result.Model, dataset));
        var ties = Ties(result.Model, dataset);
        Assert.InRange(ties, 0, 4); // of 80 images; every method has none or one
        // Each image is 2.5 % of an accuracy: 8 seen classes have 5 test images each, and 2 unseen classes 20 each.
        const double image = 2.5;
        var tolerance = (image * ties) + 1e-9;
        Assert.Equal(test.U, own.U, tolerance);
        Assert.Equal(test.S, own.S, tolerance);
        Assert.Equal(test.T1, own.T1, tolerance);
        return result;
    }

    /// <summary>Counts the test images whose two best scores differ by rounding errors at most, so that either class
    /// may win.</summary>
    private static int Ties(UnseenModel model, GzslDataset dataset)
    {
        var scores = new float[model.ClassNames.Count];
        return dataset.Split.TestSeen.Concat(dataset.Split.TestUnseen).Count(row =>
        {
            model.Score(dataset.Features.Row(row), scores);
            bool IsTied(IEnumerable<float> some) =>
                some.OrderDescending().Take(2)
                .ToArray() is [var best, var second] && best - second <= 1e-5 * (1 + Math.Abs(best));
            return IsTied(scores) || IsTied(dataset.UnseenClasses.Select(c => scores[c]));
        });
    }

    private sealed record ClashingOptions : AdjustmentOptions
    {
        public override MethodDescription Description { get; } = new("clash", "has an option called device");

        [Option("Device")]
        public int Device { get; init; }
    }

    private sealed record Outer
    {
        [OptionGroup("inner")]
        public Inner Inner { get; init; } = new();
    }

    private sealed record Inner
    {
        public bool IsOn { get; init; }

        [Option("Size", When = nameof(IsOn))]
        public int Size { get; init; } = 1;
    }
}
