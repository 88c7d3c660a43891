using TorchSharp;
using Unseen.Generators;
using Unseen.Methods;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Tests.Checkpoints;

/// <summary>A plug-in generator whose state cannot be saved. It generates noise around zero.</summary>
internal sealed record SteadyOptions : GeneratorOptions
{
    /// <summary>The name of the method.</summary>
    public string Label { get; init; } = "steady";

    /// <summary>The epoch whose loss is not a number, or 0 for none.</summary>
    [Option("The epoch whose loss is not a number")]
    public int DivergesAt { get; init; }

    public override MethodDescription Description => new(Label, "noise about zero");

    public override int TrainingEpochs => 4;

    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) =>
        new Steady(problem.FeatureWidth, DivergesAt);

    private sealed class Steady(int width, int divergesAt) : IFeatureGenerator
    {
        private int _epoch;

        public int Epochs => 4;

        public double TrainEpoch(CancellationToken cancellation) => ++_epoch == divergesAt ? double.NaN : 1.0 / _epoch;

        public torch.Tensor Generate(torch.Tensor descriptors, torch.Generator random) =>
            torch.randn(descriptors.size(0), width, device: descriptors.device, generator: random);

        public void Dispose()
        {
        }
    }
}
