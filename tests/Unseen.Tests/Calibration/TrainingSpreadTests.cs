using Unseen.Calibration;
using Unseen.Inference;
using Unseen.Problems;
using Unseen.Tests.Training;
using static TorchSharp.torch;
using static Unseen.Tests.PlainLoops;

namespace Unseen.Tests.Calibration;

public sealed class TrainingSpreadTests
{
    private const int Width = 12;

    [Fact]
    public void GetDistances_TinyBenchmark_EqualDistancesFromPlainPrincipalComponents()
    {
        var dataset = TinyBenchmark.Create();
        using var problem = GzslProblem.ForTest(dataset, FeatureScalingKind.MinMax, CPU);
        var count = TrainingSpread.ComponentsFor([problem]);

        var distances = TrainingSpread.GetDistances(problem, count);

        Assert.Equal(Width / 4, count);
        double[] Scaled(int row)
        {
            var scaled = new float[Width];
            problem.Scaling.Apply(dataset.Features.Row(row), scaled);
            return Unit([.. scaled.Select(value => (double)value)]);
        }

        double[][] training = [.. dataset.Split.TrainVal.Select(Scaled)];
        double[] mean = [.. Enumerable.Range(0, Width).Select(d => training.Average(image => image[d]))];
        var components = Principal([.. training.Select(image => Minus(image, mean))], count);
        foreach (var (i, row) in dataset.Split.TestSeen.Concat(dataset.Split.TestUnseen).Index())
        {
            var residual = Minus(Scaled(row), mean);
            foreach (var component in components)
                residual = Minus(residual, Times(component, Dot(residual, component)));
            Assert.Equal(Math.Sqrt(Dot(residual, residual)), distances[i], 1e-3);
        }
    }

    [Fact]
    public void ComponentsFor_NoFold_Is0() => Assert.Equal(0, TrainingSpread.ComponentsFor([]));

    /// <summary>Finds the directions of the largest variance one after the other, by power iteration.</summary>
    private static List<double[]> Principal(double[][] images, int count)
    {
        var found = new List<double[]>();
        for (var k = 0; k < count; k++)
        {
            var direction = Unit([.. Enumerable.Range(1, Width).Select(d => 1.0 / d)]);
            for (var round = 0; round < 300; round++)
            {
                var next = new double[Width];
                foreach (var image in images)
                    next = Minus(next, Times(image, -Dot(image, direction)));
                foreach (var earlier in found)
                    next = Minus(next, Times(earlier, Dot(next, earlier)));
                direction = Unit(next);
            }

            found.Add(direction);
        }

        return found;
    }

    private static double[] Minus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private static double[] Times(double[] a, double factor) => [.. a.Select(x => factor * x)];
}
