namespace Unseen;

/// <summary>A loss has become infinite or not a number, so that training cannot go on.</summary>
public sealed class TrainingDivergedException : InputException
{
    private TrainingDivergedException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The same, with the place in training where it happened.</summary>
    internal TrainingDivergedException At(string place) => new($"{place}: {Message}", this);

    /// <summary>Throws unless a loss is finite.</summary>
    internal static void ThrowUnlessFinite(double loss, string what)
    {
        if (!double.IsFinite(loss))
            throw new TrainingDivergedException(
                $"{what} must be finite, but was {loss}. Try a smaller learning rate, or check the features' scale.");
    }
}
