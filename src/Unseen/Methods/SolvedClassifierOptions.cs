using Unseen.Problems;

namespace Unseen.Methods;

/// <summary>A classifier that is solved for in closed form, for any of its candidate settings, and its
/// settings.</summary>
public abstract record SolvedClassifierOptions : ClassifierOptions
{
    private const double Batch = 512; // what scoring takes at a time counts like a training batch

    /// <inheritdoc/>
    public sealed override bool HasSoftmax => false;

    /// <inheritdoc/>
    public sealed override int TrainingEpochs => 1;

    /// <summary>The settings to choose among, with a value in the place of every one that is null here; at least
    /// one.</summary>
    public abstract IReadOnlyList<SolvedClassifierOptions> Candidates { get; }

    /// <summary>Does once what all candidates share.</summary>
    /// <param name="problem">the seen training samples and descriptors; borrowed for the call</param>
    /// <returns>a solver for <see cref="Candidates"/>; the caller disposes it</returns>
    public abstract IClosedFormSolver CreateSolver(GzslProblem problem);

    /// <inheritdoc/>
    public override double GuessMemory(ProblemSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return (ProblemSize.Weight * size.Features * Math.Max(size.Classes, size.Descriptor))
            + (ProblemSize.Activation * ((Batch * (size.Features + size.Classes))
                + (size.Classes * 3 * size.Features)));
    }
}
