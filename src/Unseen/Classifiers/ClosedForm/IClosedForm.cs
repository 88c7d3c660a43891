namespace Unseen.Classifiers.ClosedForm;

/// <summary>A classifier in closed form on one problem, for any of its penalties.</summary>
internal interface IClosedForm : IDisposable
{
    /// <summary>The classifier for given penalties.</summary>
    /// <param name="penalties">one of the candidates</param>
    /// <returns>scores of all classes; the caller disposes its tensors</returns>
    ScoringRule Solve(Penalties penalties);
}
