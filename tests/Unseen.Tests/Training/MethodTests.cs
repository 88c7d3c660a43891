using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Evaluation;
using Unseen.Generators;
using Unseen.Training;

namespace Unseen.Tests.Training;

/// <summary>Every method runs by the trainer, and its model says what the trainer measured.</summary>
public class MethodTests
{
    private static readonly ClassifierTrainingOptions _few = new() { Epochs = 3, LearningRate = 0.01 };

    private static readonly RunOptions _quick = new()
    {
        Sigma = 10,
        Cvae = new CvaeOptions { Epochs = 2, Hidden = 16, BatchSize = 32 },
        Wgan = new WganOptions { Epochs = 2, Hidden = 16, BatchSize = 32 },
        FClswgan = new FClswganOptions { ClassifierEpochs = 2 },
        CeGzsl = new CeGzslOptions { Embedding = 16, Projection = 8, Comparator = 16 },
        Prototype = new PrototypeOptions { Hidden = 16, Training = _few },
        Linear = new LinearOptions { Training = _few },
        Ranking = new RankingOptions { Training = _few },
    };

    public static TheoryData<GeneratorKind> Generators => [.. Enum.GetValues<GeneratorKind>()];

    public static TheoryData<ClassifierKind> Baselines => [ClassifierKind.Eszsl, ClassifierKind.Sae, ClassifierKind.Ale, ClassifierKind.Devise];

    [Theory]
    [MemberData(nameof(Generators))]
    public void Train_EveryGenerator_ModelScoresWhatTheTrainerMeasured(GeneratorKind generator)
    {
        foreach (var classifier in new[] { ClassifierKind.Prototype, ClassifierKind.Linear })
            AssertModelAgrees(_quick with { Generator = generator, Classifier = classifier });
    }

    [Theory]
    [MemberData(nameof(Baselines))]
    public void Train_EveryBaseline_ModelScoresWhatTheTrainerMeasured(ClassifierKind classifier)
    {
        foreach (var adjustment in new[] { AdjustmentKind.None, AdjustmentKind.Calibrated })
            foreach (var protocol in Enum.GetValues<Protocol>())
                AssertModelAgrees(
                    _quick with { Classifier = classifier, Generator = GeneratorKind.None, Adjustment = adjustment, Protocol = protocol });
    }

    [Theory]
    [InlineData(AdjustmentKind.Dgz)]
    [InlineData(AdjustmentKind.Logit)]
    public void Train_EveryAdjustment_ModelScoresWhatTheTrainerMeasured(AdjustmentKind adjustment)
    {
        var result = AssertModelAgrees(_quick with { Adjustment = adjustment });
        Assert.Equal(adjustment == AdjustmentKind.Dgz, result.Seeds[0].Chosen.UnseenWeight is not null);
        Assert.Null(result.Seeds[0].Chosen.Sigma);
    }

    [Fact]
    public void Train_EszslOnALinearProblem_RecognisesSeenAndUnseenClasses()
    {
        var options = _quick with { Classifier = ClassifierKind.Eszsl, Generator = GeneratorKind.None, Adjustment = AdjustmentKind.Calibrated };
        var result = GzslTrainer.Train(TinyBenchmark.Create(classes: 20), options, cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.T1.Mean > 80 && result.H.Mean > 30);
        Assert.InRange(result.Seeds[0].Chosen.FeaturePenalty!.Value, 1e-3, 1e3);
    }

    [Fact]
    public void Compare_RunsThatDifferInPseudoFeaturesOnly_ShareAGeneratorAndGiveWhatTheyGiveAlone()
    {
        var dataset = TinyBenchmark.Create();
        var few = _quick with { Generator = GeneratorKind.Wgan };
        var many = few with { PseudoPerClass = 25 };
        var together = GzslTrainer.Compare(dataset, [few, many], cancellation: TestContext.Current.CancellationToken);
        var alone = GzslTrainer.Train(dataset, many, cancellation: TestContext.Current.CancellationToken);
        Assert.DoesNotContain(together[1].Seeds[0].History, epoch => epoch.Phase == TrainingPhase.Generator);
        Assert.Equal(alone.H.Mean, together[1].H.Mean);
        Assert.Equal(alone.Model.Tensors["classifier.weight"].Values.ToArray(), together[1].Model.Tensors["classifier.weight"].Values.ToArray());
    }

    [Theory]
    [InlineData(ClassifierKind.Eszsl, GeneratorKind.Centre, AdjustmentKind.None, "generator must be none with classifier eszsl")]
    [InlineData(ClassifierKind.Ale, GeneratorKind.None, AdjustmentKind.Zla, "adjustment must be none or calibrated with classifier ale")]
    [InlineData(ClassifierKind.Linear, GeneratorKind.None, AdjustmentKind.Logit, "adjustment must not be logit without a generator")]
    public void Validate_MethodsThatDoNotGoTogether_SaysWhy(
        ClassifierKind classifier, GeneratorKind generator, AdjustmentKind adjustment, string expected) =>
        Assert.Contains(expected, Assert.Single(new RunOptions { Classifier = classifier, Generator = generator, Adjustment = adjustment }.Validate()));

    [Theory]
    [InlineData(ClassifierKind.Sae, GeneratorKind.None, AdjustmentKind.Calibrated)]
    [InlineData(ClassifierKind.Linear, GeneratorKind.CeGzsl, AdjustmentKind.Logit)]
    [InlineData(ClassifierKind.Prototype, GeneratorKind.None, AdjustmentKind.Dgz)]
    public void Validate_MethodsThatGoTogether_SaysNothing(ClassifierKind classifier, GeneratorKind generator, AdjustmentKind adjustment) =>
        Assert.Empty(new RunOptions { Classifier = classifier, Generator = generator, Adjustment = adjustment }.Validate());

    [Fact]
    public void Names_OfEveryKind_LeadBack()
    {
        Assert.Equal(["none", "centre", "cvae", "wgan", "f-clswgan", "f-vaegan-d2", "ce-gzsl"], Names.Of<GeneratorKind>());
        foreach (var kind in Enum.GetValues<GeneratorKind>())
            Assert.Equal(kind, Names.Find<GeneratorKind>(Names.Of(kind)));
        Assert.Null(Names.Find<GeneratorKind>("FClswgan"));
    }

    private static RunResult AssertModelAgrees(RunOptions options)
    {
        var dataset = TinyBenchmark.Create();
        var result = GzslTrainer.Train(dataset, options, cancellation: TestContext.Current.CancellationToken);
        var (test, own) = (result.Seeds[0].Test, ModelEvaluator.Evaluate(result.Model, dataset));
        Assert.Equal(test.U, own.U, 1e-9);
        Assert.Equal(test.S, own.S, 1e-9);
        Assert.Equal(test.T1, own.T1, 1e-9);
        return result;
    }
}
