namespace Unseen.Inference.Adaptation;

/// <summary>The exception for photographs that a model cannot learn unseen classes from.</summary>
public sealed class UselessPoolException : InputException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="unseen">the number of photographs that the model takes for unseen classes</param>
    /// <param name="photographs">the number of all photographs</param>
    /// <param name="needed">the share that is needed</param>
    public UselessPoolException(int unseen, int photographs, double needed)
        : base(FormattableString.Invariant(
            $"the pool must have photographs of unseen classes to learn from, but the model takes {unseen} of its ")
            + FormattableString.Invariant(
                $"{photographs} for such, fewer than {100 * needed:0.#} %: hardly more than it mistakes among ")
            + "photographs of seen classes. Add photographs of unseen classes.")
    {
    }
}
