namespace Unseen;

/// <summary>Thrown if a loss or a trained weight becomes infinite or NaN, so that training cannot continue.</summary>
public sealed class TrainingDivergedException : InputException
{
    private TrainingDivergedException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Creates an exception from this one, with a message that begins with the place in training where this
    /// one was thrown.</summary>
    internal TrainingDivergedException At(string place) => new($"{place}: {Message}", this);

    /// <summary>Throws if a value is not finite.</summary>
    /// <exception cref="TrainingDivergedException">The value is infinite or NaN.</exception>
    internal static void ThrowUnlessFinite(double value, string what)
    {
        if (!double.IsFinite(value))
            throw new TrainingDivergedException(
                $"{what} must be finite, but was {value}. Try a smaller learning rate, or check the features' scale.");
    }
}
