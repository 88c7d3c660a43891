using TorchSharp;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Methods;
using Unseen.Methods.Linear;
using Unseen.Problems;
using Unseen.Training;

namespace Unseen.Samples.Plugin.Tests;

public sealed class NearestTests
{
    private readonly GzslDataset _dataset = TinyDataset.Create();

    [Fact]
    public void Assembly_LoadedAsAPlugin_HasTheMethod() =>
        Assert.Contains(PluginAssembly.Load(typeof(NearestOptions).Assembly.Location).Methods,
            method => method.Name == "nearest");

    [Fact]
    public void Generate_WithoutNoise_IsTheMeanOfSeenCentresWeightedBySimilarity()
    {
        const double sharpness = 3;
        using var problem = GzslProblem.ForTest(_dataset, FeatureScalingKind.None, torch.CPU);
        using var generator = new NearestGenerator(problem, new NearestOptions { Sharpness = sharpness, Noise = 0 });
        using var random = new torch.Generator(0, torch.CPU);
        using var generated = generator.Generate(problem.Descriptors, random); // [C, D]

        var descriptors = Rows(problem.Descriptors);
        var features = Rows(problem.TrainFeatures);
        var labels = problem.Labels.data<long>().ToArray();
        double[][] centres = [.. problem.SeenClasses.Select(seen => Mean([.. features.Where((_, i) => labels[i] == seen)]))];
        foreach (var (c, row) in Rows(generated).Index())
        {
            double[] weights = [.. problem.SeenClasses.Select(seen =>
                Math.Exp(sharpness * descriptors[c].Zip(descriptors[seen], (a, b) => a * b).Sum()))];
            for (var d = 0; d < row.Length; d++)
                Assert.Equal(centres.Select((centre, s) => weights[s] * centre[d]).Sum() / weights.Sum(), row[d], 4);
        }
    }

    [Fact]
    public void Train_Twice_GivesTheSameModel()
    {
        var options = new RunOptions
        {
            Generator = new NearestOptions(),
            Classifier = new LinearOptions(),
            Protocol = Protocol.Paper,
            Threads = 1,
        };

        var (first, second) = (Train(options), Train(options));

        Assert.Equal(Weights(first), Weights(second));
        Assert.Equal(_dataset.ClassNames, first.Model.ClassNames);

        static float[] Weights(RunResult result) => result.Model.Tensors["classifier.weight"].Values.ToArray();
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.1, true)]
    public void Validate_Sharpness_MustBePositive(double sharpness, bool isValid)
    {
        var options = new RunOptions { Generator = new NearestOptions { Sharpness = sharpness } };

        Assert.Equal(isValid, !options.Validate().Any());
    }

    private RunResult Train(RunOptions options) =>
        GzslTrainer.Train(_dataset, options, cancellation: TestContext.Current.CancellationToken);

    private static double[][] Rows(torch.Tensor matrix) =>
        [.. matrix.data<float>().ToArray().Select(value => (double)value).Chunk((int)matrix.size(1))];

    private static double[] Mean(double[][] rows) =>
        [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Average(row => row[column]))];
}
