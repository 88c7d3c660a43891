namespace Unseen;

/// <summary>A loss has become infinite or not a number, so that training cannot go on.</summary>
public sealed class TrainingDivergedException : Exception
{
    private TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Throws unless a loss is finite.</summary>
    internal static void ThrowUnlessFinite(double loss, string what)
    {
        if (!double.IsFinite(loss))
            throw new TrainingDivergedException($"{what} must be finite, but was {loss}. Try a smaller learning rate, or check the features' scale.");
    }
}
