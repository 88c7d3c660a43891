using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Problems;

namespace Unseen.Methods;

/// <summary>A generator of pseudo-features and its settings.</summary>
public abstract record GeneratorOptions : MethodOptions
{
    /// <summary>Epochs that training has; 0 (default) for a generator that its constructor fits.</summary>
    public virtual int TrainingEpochs => 0;

    /// <summary>Whether it makes pseudo-features, default true.</summary>
    public virtual bool MakesPseudoFeatures => true;

    /// <summary>
    /// Roughly how long an epoch takes, in epochs of the prototype learner on the same data: for the time left that is
    /// shown. Default 1.
    /// </summary>
    public virtual double EpochCost => 1;

    /// <summary>Epochs that a report of experiments trains it for, default as many as a run.</summary>
    public virtual int ReportEpochs => TrainingEpochs;

    /// <summary>Epochs that a quick look at experiments trains it for, default as many as a run.</summary>
    public virtual int QuickEpochs => TrainingEpochs;

    /// <summary>What to call the generator with these settings, if that is not its name.</summary>
    public virtual string Title => Name;

    /// <summary>Makes the generator, untrained.</summary>
    /// <param name="problem">the seen training samples and descriptors; borrowed, outlives the generator</param>
    /// <param name="seed">decides all randomness</param>
    /// <param name="precision">number type of the matrix products that the user asked for</param>
    /// <returns>the generator, which the caller disposes; null if it makes no pseudo-features</returns>
    public abstract IFeatureGenerator? Create(GzslProblem problem, int seed, Precision precision);

    /// <summary>Main memory that the generator's networks and batches take, bytes; default 0, for one that takes
    /// little.</summary>
    /// <param name="size">the problem's size</param>
    public virtual double GuessMemory(ProblemSize size) => 0;

    /// <summary>Width of what classifiers are given; default the features'.</summary>
    /// <param name="size">the problem's size</param>
    public virtual double SpaceWidth(ProblemSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return size.Features;
    }
}
