using TorchSharp;
using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Plugins;
using Unseen.Problems;

namespace Unseen.Tests.Checkpoints;

/// <summary>A generator of somebody else's that cannot be saved: it makes noise about zero.</summary>
/// <param name="name">its name</param>
/// <param name="divergesAt">the epoch whose loss is not a number, or 0 for none</param>
internal sealed class SteadyPlugin(string name, int divergesAt = 0) : IGeneratorPlugin
{
    public string Name => name;

    public int Epochs => 4;

    public IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) => new Steady(problem.FeatureWidth, divergesAt);

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
