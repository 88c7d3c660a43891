using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Problems;

namespace Unseen.Plugins;

/// <summary>Makes a generator that another project has written. A plug-in's class is public and has a constructor without parameters.</summary>
public interface IGeneratorPlugin
{
    /// <summary>What the generator is called by, such as <c>my-gan</c>; unlike the built-in ones.</summary>
    string Name { get; }

    /// <summary>Epochs that training has, at least 0.</summary>
    int Epochs { get; }

    /// <summary>Makes a generator for one problem.</summary>
    /// <param name="problem">the seen training samples and descriptors; borrowed, outlives the generator</param>
    /// <param name="seed">is to decide all randomness</param>
    /// <param name="precision">number type of the matrix products that the user asked for</param>
    /// <returns>the generator, untrained; the caller disposes it</returns>
    IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision);
}
