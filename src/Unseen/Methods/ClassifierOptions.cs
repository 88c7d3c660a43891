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
    /// Whether the classifier is trained by softmax cross-entropy on images and pseudo-features, default true. If so,
    /// an adjustment can change its logits. Otherwise, it learns from images of seen classes alone.
    /// </summary>
    public virtual bool HasSoftmax => true;

    /// <summary>Whether a class can be added to the trained model by its descriptor alone, default false.</summary>
    public virtual bool AddsClassesByDescription => false;

    /// <summary>
    /// Whether the classifier compares features with descriptors directly, default false. Both must then come from the
    /// same encoder of images and texts, and have the same width.
    /// </summary>
    public virtual bool NeedsEncoder => false;

    /// <summary>Whether the classifier works best on features of unit length. This is then the default scaling, unless
    /// a trained generator needs another scaling.</summary>
    internal virtual bool PrefersUnitLength => NeedsEncoder;

    /// <summary>The number of passes over the training samples; 1 for a closed form.</summary>
    public abstract int TrainingEpochs { get; }

    /// <summary>The training schedule; null for a closed form.</summary>
    internal virtual ClassifierSchedule? Schedule => null;

    /// <summary>Returns a copy with another schedule. A closed form has no schedule and returns itself.</summary>
    /// <param name="change">creates the new schedule from the present one by a <c>with</c> expression</param>
    public virtual ClassifierOptions WithSchedule(Func<ClassifierSchedule, ClassifierSchedule> change) => this;

    /// <summary>The classifiers that are trained in steps and whose logits are averaged; empty for a closed
    /// form.</summary>
    internal virtual IReadOnlyList<TrainedClassifierOptions> TrainedMembers => [];

    /// <summary>The classifiers in closed form whose logits are averaged with the logits of
    /// <see cref="TrainedMembers"/>; empty by default.</summary>
    internal virtual IReadOnlyList<SolvedClassifierOptions> SolvedMembers => [];

    /// <summary>The weight of <see cref="SolvedMembers"/> in the mean of logits, from 0 to 1, default 0; null if
    /// validation chooses it.</summary>
    internal virtual double? SolvedWeight => 0;

    /// <summary>
    /// The rough duration of an epoch, relative to an epoch of the prototype learner on the same data, default 1. It is
    /// used to estimate the remaining time.
    /// </summary>
    public virtual double EpochCost => 1;

    /// <summary>Estimates the main memory of the weights and batches, in bytes, default 0.</summary>
    /// <param name="size">the size of the problem</param>
    public virtual double GuessMemory(ProblemSize size) => 0;
}
