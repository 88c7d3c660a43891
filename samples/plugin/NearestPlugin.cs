using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Plugins;
using Unseen.Problems;

namespace Unseen.Samples.Plugin;

/// <summary>Makes <see cref="NearestGenerator"/> known as "nearest". A plug-in is found by this interface and made without arguments.</summary>
public sealed class NearestPlugin : IGeneratorPlugin
{
    public string Name => "nearest";

    public int Epochs => 0; // the constructor does it all

    public IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) => new NearestGenerator(problem);
}
