using Unseen.Classifiers;

namespace Unseen.Methods;

/// <summary>A classifier in closed form on one problem, for any of its candidate settings.</summary>
public interface IClosedFormSolver : IDisposable
{
    /// <summary>The classifier for given settings.</summary>
    /// <param name="settings">one of <see cref="SolvedClassifierOptions.Candidates"/></param>
    /// <returns>scores of all classes; the caller disposes its tensors</returns>
    ScoringRule Solve(SolvedClassifierOptions settings);
}
