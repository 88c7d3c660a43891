using Unseen.Classifiers;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods;

/// <summary>A classifier that is trained in steps, with its settings.</summary>
public abstract record TrainedClassifierOptions : ClassifierOptions
{
    /// <summary>The settings of the training.</summary>
    [OptionGroup("classifier")]
    public ClassifierTrainingOptions Training { get; init; } = new();

    /// <inheritdoc/>
    public sealed override int TrainingEpochs => Training.Epochs;

    /// <inheritdoc/>
    internal sealed override ClassifierSchedule Schedule => Training;

    /// <inheritdoc/>
    public sealed override ClassifierOptions WithSchedule(Func<ClassifierSchedule, ClassifierSchedule> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Training = (ClassifierTrainingOptions)change(Training) };
    }

    /// <inheritdoc/>
    internal sealed override IReadOnlyList<TrainedClassifierOptions> TrainedMembers => [this];

    /// <summary>
    /// Returns the variant of the classifier that works on features of unit length, for use in an ensemble. By default,
    /// this is the classifier itself.
    /// </summary>
    public virtual TrainedClassifierOptions ForUnitLength() => this;

    /// <summary>Creates the classifier, untrained.</summary>
    /// <param name="problem">the classes and their descriptors; used only during the call</param>
    /// <param name="features">the width D of the classifier's input features</param>
    /// <param name="seed">the seed of the initial weights</param>
    /// <returns>the classifier on the descriptors' device; the caller disposes it</returns>
    public abstract GzslClassifier Create(GzslProblem problem, long features, int seed);

    /// <inheritdoc/>
    public override double GuessMemory(ProblemSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return (ProblemSize.Weight * size.Features * size.Classes) + GuessBatchMemory(size, hidden: 0);
    }

    /// <summary>
    /// Estimates the memory of a batch with its scores and of the values that the classifier stores for every class,
    /// in bytes.
    /// </summary>
    /// <param name="size">the size of the problem</param>
    /// <param name="hidden">the width of the hidden layer that is computed for every class, or 0</param>
    protected double GuessBatchMemory(ProblemSize size, double hidden)
    {
        ArgumentNullException.ThrowIfNull(size);
        return ProblemSize.Activation
            * ((Training.BatchSize * (size.Features + size.Classes)) + (size.Classes * (hidden + (3 * size.Features))));
    }
}
