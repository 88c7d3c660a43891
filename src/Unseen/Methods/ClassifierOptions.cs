using Unseen.Classifiers;

namespace Unseen.Methods;

/// <summary>A classifier over seen and unseen classes, and its settings. Derive from
/// <see cref="TrainedClassifierOptions"/> or <see cref="SolvedClassifierOptions"/>.</summary>
public abstract record ClassifierOptions : MethodOptions
{
    private protected ClassifierOptions()
    {
    }

    /// <summary>
    /// Whether the classifier is also trained on pseudo-features, by softmax cross-entropy, which adjustments can
    /// change; default true. If false, it learns from seen images alone.
    /// </summary>
    public virtual bool HasSoftmax => true;

    /// <summary>Whether a class can be added to its model by its description alone, default false.</summary>
    public virtual bool AddsClassesByDescription => false;

    /// <summary>
    /// Whether it compares features with descriptors directly, default false. Both must then come from one encoder of
    /// images and texts, and have the same width.
    /// </summary>
    public virtual bool NeedsEncoder => false;

    /// <summary>Whether features of unit length suit it best, if nothing else needs another scaling.</summary>
    internal virtual bool PrefersUnitLength => NeedsEncoder;

    /// <summary>The number of passes over the training samples; 1 for a closed form.</summary>
    public abstract int TrainingEpochs { get; }

    /// <summary>The schedule of its training; null for a closed form.</summary>
    internal virtual ClassifierSchedule? Schedule => null;

    /// <summary>Returns a copy with another schedule. A closed form has no schedule and returns itself.</summary>
    /// <param name="change">computes the new schedule from the current one</param>
    public virtual ClassifierOptions WithSchedule(Func<ClassifierSchedule, ClassifierSchedule> change) => this;

    /// <summary>The classifiers that are trained by steps, and whose logits are averaged; none for a closed
    /// form.</summary>
    internal virtual IReadOnlyList<TrainedClassifierOptions> TrainedMembers => [];

    /// <summary>The classifiers in closed form whose logits are averaged with those of
    /// <see cref="TrainedMembers"/>.</summary>
    internal virtual IReadOnlyList<SolvedClassifierOptions> SolvedMembers => [];

    /// <summary>The weight of <see cref="SolvedMembers"/> in the mean of logits, from 0 to 1; null if validation
    /// chooses it.</summary>
    internal virtual double? SolvedWeight => 0;

    /// <summary>
    /// The rough duration of an epoch, in epochs of the prototype learner on the same data, default 1. It is used to
    /// estimate the remaining time.
    /// </summary>
    public virtual double EpochCost => 1;

    /// <summary>Estimates the main memory of its weights and batches, in bytes.</summary>
    /// <param name="size">the size of the problem</param>
    public virtual double GuessMemory(ProblemSize size) => 0;
}
