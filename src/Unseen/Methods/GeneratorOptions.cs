using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Problems;

namespace Unseen.Methods;

/// <summary>A generator of pseudo-features, with its settings.</summary>
public abstract record GeneratorOptions : MethodOptions
{
    /// <summary>The number of training epochs; 0 (default) if the generator is fitted by its constructor.</summary>
    public virtual int TrainingEpochs => 0;

    /// <summary>Whether the generator makes pseudo-features; true (default) for all except
    /// <see cref="NoGenerator.NoGeneratorOptions"/>.</summary>
    public virtual bool MakesPseudoFeatures => true;

    /// <summary>
    /// The rough duration of an epoch, relative to an epoch of the prototype learner on the same data, default 1. It is
    /// used to estimate the remaining time.
    /// </summary>
    public virtual double EpochCost => 1;

    /// <summary>The number of training epochs in a full set of experiments, default the same as in a run.</summary>
    public virtual int ReportEpochs => TrainingEpochs;

    /// <summary>The number of training epochs in a quick set of experiments, default the same as in a run.</summary>
    public virtual int QuickEpochs => TrainingEpochs;

    /// <summary>
    /// The name of the generator with these settings in tables, default <see cref="MethodOptions.Name"/>.
    /// </summary>
    public virtual string Title => Name;

    /// <summary>Creates the generator, untrained.</summary>
    /// <param name="problem">
    /// the seen training samples and the descriptors; it must outlive the generator, which does not dispose it
    /// </param>
    /// <param name="seed">the seed of all random numbers</param>
    /// <param name="precision">the number type of matrix products that the user requested</param>
    /// <returns>the generator, which the caller disposes; null if <see cref="MakesPseudoFeatures"/> is
    /// false</returns>
    public abstract IFeatureGenerator? Create(GzslProblem problem, int seed, Precision precision);

    /// <summary>
    /// Estimates the main memory of the generator's networks and batches, in bytes. The default, 0, is for a generator
    /// that needs little.
    /// </summary>
    /// <param name="size">the size of the problem</param>
    public virtual double GuessMemory(ProblemSize size) => 0;

    /// <summary>Computes the width of the classifiers' input, default the width of the features.</summary>
    /// <param name="size">the size of the problem</param>
    public virtual double SpaceWidth(ProblemSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return size.Features;
    }
}
