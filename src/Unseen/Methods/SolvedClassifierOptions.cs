using Unseen.Problems;

namespace Unseen.Methods;

/// <summary>A classifier that is solved in closed form, with its settings. The values of settings that are null are
/// chosen automatically from <see cref="Candidates"/>.</summary>
public abstract record SolvedClassifierOptions : ClassifierOptions
{
    private const double Batch = 512; // number of samples that are scored at a time

    /// <inheritdoc/>
    public sealed override bool HasSoftmax => false;

    /// <summary>Whether the scores are products with features of unit length, default false. An ensemble accepts the
    /// classifier as a member only if this is true.</summary>
    public virtual bool ScoresUnitLength => false;

    /// <inheritdoc/>
    public sealed override int TrainingEpochs => 1;

    /// <summary>
    /// The settings to choose from, at least one. Every candidate has values for all settings, including the settings
    /// that are null here.
    /// </summary>
    public abstract IReadOnlyList<SolvedClassifierOptions> Candidates { get; }

    /// <summary>Computes the part of the solution that all candidates share.</summary>
    /// <param name="problem">the seen training samples and the descriptors; used only during the call</param>
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
