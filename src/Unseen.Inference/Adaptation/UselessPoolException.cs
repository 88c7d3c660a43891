namespace Unseen.Inference.Adaptation;

/// <summary>Thrown if a pool has too few photographs of unseen classes to learn from.</summary>
public sealed class UselessPoolException : InputException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="unseen">the number of photographs that the model predicts as unseen classes</param>
    /// <param name="photographs">the number of all photographs</param>
    /// <param name="needed">the required share of such photographs, from 0 to 1</param>
    public UselessPoolException(int unseen, int photographs, double needed)
        : base(FormattableString.Invariant(
            $"the pool must have photographs of unseen classes to learn from, but the model takes {unseen} of its ")
            + FormattableString.Invariant(
                $"{photographs} for such, fewer than {100 * needed:0.#} %: hardly more than it mistakes among ")
            + "photographs of seen classes. Add photographs of unseen classes.")
    {
    }
}
