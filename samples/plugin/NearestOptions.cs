using Unseen.Generators;
using Unseen.Methods;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Samples.Plugin;

/// <summary>
/// The generator "nearest" and its settings. A method is one record, which defines its name, its options and how it is
/// created. Each option becomes a flag and a key of configurations and sweeps.
/// </summary>
public sealed record NearestOptions : GeneratorOptions
{
    public override MethodDescription Description { get; } =
        new("nearest", "the mean of the seen class centres, weighted by the similarity of their descriptors");

    [Option("How much more the nearest classes weigh", MoreThan = 0)]
    public double Sharpness { get; init; } = 20;

    [Option("Deviation of the noise on pseudo-features", AtLeast = 0)]
    public double Noise { get; init; } = 0.05;

    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) =>
        new NearestGenerator(problem, this);
}
