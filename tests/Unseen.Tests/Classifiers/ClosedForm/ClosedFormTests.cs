using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Methods.Eszsl;
using Unseen.Methods.Sae;
using Unseen.Problems;
using Unseen.Tests.Training;
using static TorchSharp.torch;

namespace Unseen.Tests.Classifiers.ClosedForm;

public class ClosedFormTests
{
    [Theory]
    [InlineData(0.1, 10)]
    [InlineData(100, 0.01)]
    public void Eszsl_Solve_SatisfiesItsEquation(double gamma, double lambda)
    {
        using var scope = NewDisposeScope();
        using var problem = Problem();
        using var solver = new EszslSolver(SeenStatistics.Compute(problem));
        // The solver must not reuse the left factor of this solution for the next one.
        solver.Solve(new EszslOptions { FeaturePenalty = gamma * 2, DescriptorPenalty = lambda });
        var weight = solver.Solve(new EszslOptions { FeaturePenalty = gamma, DescriptorPenalty = lambda }).Weight.to(
            ScalarType.Float64); // [C, D]: descriptors times Vᵀ
        var (x, a) = (problem.TrainFeatures.to(ScalarType.Float64), Seen(problem));
        var v = linalg.lstsq(problem.Descriptors.to(ScalarType.Float64), weight).Solution.t(); // [D, A]
        var y = full(x.size(0), a.size(0), -1, dtype: ScalarType.Float64);
        y.scatter_(1, problem.Labels.unsqueeze(1), ones(x.size(0), 1, dtype: ScalarType.Float64));
        var left = (x.t().mm(x) + (eye(x.size(1), dtype: ScalarType.Float64) * gamma)).mm(v).mm(
            a.t().mm(a) + (eye(a.size(1), dtype: ScalarType.Float64) * lambda));
        var right = x.t().mm(y).mm(a);
        Assert.True((left - right).norm().item<double>() < 1e-4 * right.norm().item<double>());
    }

    [Theory]
    [InlineData(1e-4f)]
    [InlineData(1e3f)]
    [InlineData(2e3f)]
    [InlineData(4e3f)]
    [InlineData(1e4f)] // the rounding errors of the Gram matrix are then larger than the penalty
    public void Eszsl_SolveMoreFeaturesThanTheirRank_ScoresAsTheExactSolution(float scale)
    {
        const double penalty = 1000;
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var dataset = TinyBenchmark.Create();
        var features = tensor(dataset.Features.Values).reshape(dataset.Features.Rows, dataset.Features.Columns)
            .mm(rand(dataset.Features.Columns, 400, generator: random)) * scale; // of rank 12
        using var problem = GzslProblem.ForTest(
            dataset with { Features = new FeatureMatrix(features.data<float>().ToArray(), 200, 400) },
            FeatureScalingKind.None, CPU);
        using var statistics = SeenStatistics.Compute(problem);
        using var solver = new EszslSolver(statistics);

        foreach (var candidate in new[] { penalty, 2 * penalty })
        {
            var weight = solver.Solve(new EszslOptions { FeaturePenalty = candidate, DescriptorPenalty = 1 }).Weight;

            var (x, a) = (problem.TrainFeatures.to(ScalarType.Float64), Seen(problem));
            var signed = (statistics.Sums * 2) - statistics.Sums.sum(0, keepdim: true); // [S, D]
            var left = linalg.solve(
                x.t().mm(x) + (candidate * eye(x.size(1), dtype: ScalarType.Float64)), signed.t()); // [D, S]
            var right = linalg.solve(a.mm(a.t()) + eye(a.size(0), dtype: ScalarType.Float64), a); // [S, A]
            var expected = x.mm(left).mm(right).mm(problem.Descriptors.to(ScalarType.Float64).t()); // [N, C]
            var scores = x.mm(weight.to(ScalarType.Float64).t());
            Assert.True((scores - expected).norm().item<double>() < 0.01 * expected.norm().item<double>());
        }
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1000)]
    public void Sae_Solve_EqualsTheSolutionOfItsSylvesterEquation(double lambda)
    {
        using var scope = NewDisposeScope();
        using var problem = Problem();
        using var solver = new SaeSolver(SeenStatistics.Compute(problem));
        // [C, D]: Wᵀ a_c at unit length
        var units = solver.Solve(new SaeOptions { EncodingWeight = lambda }).Weight.to(ScalarType.Float64);
        var (x, a) = (problem.TrainFeatures.to(ScalarType.Float64), Seen(problem));
        var s = a.index_select(0, problem.Labels); // [N, A]
        var w = Sylvester(s.t().mm(s), x.t().mm(x) * lambda, s.t().mm(x) * (1 + lambda)); // [A, D]
        var expected = nn.functional.normalize(problem.Descriptors.to(ScalarType.Float64).mm(w), dim: 1);
        Assert.True(units.allclose(expected, 1e-3, 1e-4));
    }

    [Fact]
    public void Candidates_PenaltiesGiven_ContainOnlyTheseOptions()
    {
        Assert.Equal(49, new EszslOptions().Candidates.Count);
        Assert.Equal(11, new SaeOptions().Candidates.Count);
        var eszsl = new EszslOptions { FeaturePenalty = 7, DescriptorPenalty = 0.5 };
        Assert.Equal([eszsl], eszsl.Candidates);
        Assert.Equal([new SaeOptions { EncodingWeight = 3 }], new SaeOptions { EncodingWeight = 3 }.Candidates);
    }

    /// <summary>Solves A W + W B = C with symmetric B, as one linear system of all elements of W.</summary>
    private static Tensor Sylvester(Tensor a, Tensor b, Tensor c)
    {
        var (rows, columns) = (c.size(0), c.size(1));
        var system = kron(a, eye(columns, dtype: ScalarType.Float64)) + kron(eye(rows, dtype: ScalarType.Float64), b);
        return linalg.solve(system, c.reshape(-1, 1)).view(rows, columns);
    }

    private static GzslProblem Problem() =>
        GzslProblem.ForTest(TinyBenchmark.Create(classes: 12), FeatureScalingKind.MinMax, CPU);

    private static Tensor Seen(GzslProblem problem) =>
        problem.Descriptors.index_select(0, tensor(problem.SeenClasses, dtype: ScalarType.Int64)).to(
            ScalarType.Float64);
}
