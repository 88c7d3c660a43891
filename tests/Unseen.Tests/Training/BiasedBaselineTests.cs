using Unseen.Classifiers;
using Unseen.Evaluation;
using Unseen.Methods;
using Unseen.Methods.Ale;
using Unseen.Methods.Ensemble;
using Unseen.Methods.Eszsl;
using Unseen.Methods.NoAdjustment;
using Unseen.Methods.NoGenerator;
using Unseen.Options;
using Unseen.Problems;
using Unseen.Training;
using static TorchSharp.torch;

namespace Unseen.Tests.Training;

/// <summary>Tests of classifiers that are not built in: a closed form with a bias, and an ensemble with a member that
/// has no softmax.</summary>
public class BiasedBaselineTests
{
    [Fact]
    public void Train_ClosedFormClassifierWithABias_MeasuresTheAccuracyOfItsModel()
    {
        var dataset = TinyBenchmark.Create();
        var result = GzslTrainer.Train(dataset, new RunOptions
        {
            Generator = new NoGeneratorOptions(),
            Classifier = new BiasedOptions { IsStrong = true },
            Adjustment = new NoAdjustmentOptions(),
        }, cancellation: TestContext.Current.CancellationToken);

        // The bias puts every image into the first class, which is one of 8 seen classes.
        var own = ModelEvaluator.Evaluate(result.Model, dataset);
        Assert.Equal((0, 12.5), (own.U, own.S));
        Assert.Equal((own.U, own.S), (result.Seeds[0].Test.U, result.Seeds[0].Test.S));
    }

    [Fact]
    public void Validate_EnsembleOfAMemberWithoutSoftmax_ReturnsTheProblem() =>
        Assert.Contains("members must be classifiers with a softmax", Assert.Single(
            new RunOptions { Classifier = new EnsembleOptions { Members = [new AleOptions()] } }.Validate()));

    private sealed record BiasedOptions : SolvedClassifierOptions
    {
        private readonly EszslOptions _inner = new() { FeaturePenalty = 1, DescriptorPenalty = 1 };

        public override MethodDescription Description { get; } = new("biased", "ESZSL with a bias", Rank: 99);

        [Option("Whether the bias decides alone")]
        public bool IsStrong { get; init; }

        public override IReadOnlyList<SolvedClassifierOptions> Candidates => [this];

        public override IClosedFormSolver CreateSolver(GzslProblem problem) =>
            new Solver(_inner, _inner.CreateSolver(problem), IsStrong ? 1e6f : 0);
    }

    private sealed class Solver(EszslOptions settings, IClosedFormSolver inner, float bias) : IClosedFormSolver
    {
        public ScoringRule Solve(SolvedClassifierOptions options)
        {
            var rule = inner.Solve(settings);
            var values = new float[rule.Weight.size(0)];
            values[0] = bias;
            return rule with { Bias = tensor(values) };
        }

        public void Dispose() => inner.Dispose();
    }
}
