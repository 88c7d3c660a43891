namespace Unseen.Methods;

/// <summary>The size of a problem, used to estimate the memory that methods need.</summary>
/// <param name="Features">the feature width D</param>
/// <param name="Descriptor">the descriptor width A</param>
/// <param name="Classes">the number of classes C</param>
/// <param name="Samples">the number of training samples N</param>
/// <param name="Splits">
/// the number of validation splits. Each has its own generator, which stays in memory while the others are trained
/// </param>
public sealed record ProblemSize(double Features, double Descriptor, double Classes, double Samples, int Splits)
{
    /// <summary>The size of a float32 number, in bytes.</summary>
    public const double Number = sizeof(float);

    /// <summary>
    /// The memory for a trained weight, in bytes: 4 each for its value and the two moments of Adam, and 4 for the
    /// gradient together with a copy of the value for matrix products.
    /// </summary>
    public const double Weight = 4 * Number;

    /// <summary>The memory for an activation, in bytes: its value and its gradient.</summary>
    public const double Activation = 2 * Number;

    // The measured shares of the memory for weights and for batches that a generator still uses while other generators
    // are trained.
    private const double WaitingWeights = 3.0 / 4;
    private const double WaitingBatches = 1.0 / 4;

    /// <summary>
    /// Estimates the memory of networks with one hidden layer that connects features, noise and descriptors, and of
    /// their batches, in bytes.
    /// </summary>
    /// <param name="hidden">the width of the hidden layers</param>
    /// <param name="batch">the number of samples in a step</param>
    /// <param name="networks">the number of networks</param>
    public double Networks(double hidden, double batch, double networks) => networks
        * (((1 + (WaitingWeights * Splits)) * Weight * hidden * (Features + (2 * Descriptor)))
            + ((1 + (WaitingBatches * Splits)) * Activation
                * ((Classes * 2 * hidden) + (Math.Min(batch, Samples) * ((3 * Features) + (2 * hidden))))));
}
