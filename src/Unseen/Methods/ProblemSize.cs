namespace Unseen.Methods;

/// <summary>How large a problem is, for guesses of memory.</summary>
/// <param name="Features">feature width D</param>
/// <param name="Descriptor">descriptor width A</param>
/// <param name="Classes">number of classes C</param>
/// <param name="Samples">training samples N</param>
/// <param name="Splits">validation splits, each of which has a generator of its own that waits while others
/// train</param>
public sealed record ProblemSize(double Features, double Descriptor, double Classes, double Samples, int Splits)
{
    /// <summary>Bytes of a number in float32.</summary>
    public const double Number = sizeof(float);

    /// <summary>Bytes of a trained weight: its value, two moments, and a gradient with a copy for products.</summary>
    public const double Weight = 4 * Number;

    /// <summary>Bytes of a number in a batch's layer, which counts twice.</summary>
    public const double Activation = 2 * Number;

    private const double WaitingWeights = 3.0 / 4; // of what a generator's weights take while it trains; measured
    private const double WaitingBatches = 1.0 / 4;

    /// <summary>Bytes of networks with one hidden layer between features, noise and descriptors, and of their
    /// batches.</summary>
    /// <param name="hidden">width of the hidden layers</param>
    /// <param name="batch">samples a step</param>
    /// <param name="networks">how many networks</param>
    public double Networks(double hidden, double batch, double networks) => networks
        * (((1 + (WaitingWeights * Splits)) * Weight * hidden * (Features + (2 * Descriptor)))
            + ((1 + (WaitingBatches * Splits)) * Activation
                * ((Classes * 2 * hidden) + (Math.Min(batch, Samples) * ((3 * Features) + (2 * hidden))))));
}
