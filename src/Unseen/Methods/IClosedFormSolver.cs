using Unseen.Classifiers;

namespace Unseen.Methods;

/// <summary>Solves a closed-form classifier on one problem, for any of its candidate settings. Not
/// thread-safe.</summary>
public interface IClosedFormSolver : IDisposable
{
    /// <summary>Solves the classifier for the given settings.</summary>
    /// <param name="settings">one of <see cref="SolvedClassifierOptions.Candidates"/></param>
    /// <returns>the rule that scores all classes; the caller disposes its tensors</returns>
    ScoringRule Solve(SolvedClassifierOptions settings);
}
