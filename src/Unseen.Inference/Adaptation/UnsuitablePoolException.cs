namespace Unseen.Inference.Adaptation;

/// <summary>Thrown if a pool seems to have too few photographs of unseen classes to learn from.</summary>
public sealed class UnsuitablePoolException : InputException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="unseen">the number of photographs for which the model predicts unseen classes</param>
    /// <param name="photographs">the number of all photographs</param>
    /// <param name="needed">the required share of photographs with a predicted unseen class, from 0 to 1</param>
    public UnsuitablePoolException(int unseen, int photographs, double needed)
        : base("the pool must have photographs of unseen classes to learn from, but the model predicts unseen classes "
            + FormattableString.Invariant(
                $"for {unseen} of {photographs}, fewer than {100 * needed:0.#} %. The model may predict so many ")
            + "by mistake, for photographs of seen classes. Add photographs of unseen classes.")
    {
    }
}
