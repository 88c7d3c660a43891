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
    /// Whether it is trained on pseudo-features as well, by softmax cross-entropy, which adjustments change; default
    /// true. If not, it learns from seen images alone.
    /// </summary>
    public virtual bool HasSoftmax => true;

    /// <summary>Whether its model takes a new class by description alone, default false.</summary>
    public virtual bool AddsClassesByDescription => false;

    /// <summary>Passes over the training samples; 1 for a closed form.</summary>
    public abstract int TrainingEpochs { get; }

    /// <summary>How it is trained by steps; null for a closed form.</summary>
    internal virtual ClassifierSchedule? Schedule => null;

    /// <summary>The same classifier with another schedule; a closed form, which has none, as it is.</summary>
    /// <param name="change">gives the schedule from the present one</param>
    public virtual ClassifierOptions WithSchedule(Func<ClassifierSchedule, ClassifierSchedule> change) => this;

    /// <summary>The classifiers that are trained by steps, and whose logits are averaged; none for a closed
    /// form.</summary>
    internal virtual IReadOnlyList<TrainedClassifierOptions> TrainedMembers => [];

    /// <summary>Roughly how long an epoch takes, in epochs of the prototype learner on the same data: for the time left
    /// that is shown. Default 1.</summary>
    public virtual double EpochCost => 1;

    /// <summary>Main memory that its weights and batches take, bytes.</summary>
    /// <param name="size">the problem's size</param>
    public virtual double GuessMemory(ProblemSize size) => 0;
}
