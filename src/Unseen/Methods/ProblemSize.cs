namespace Unseen.Methods;

/// <summary>The size of a problem, from which memory is estimated.</summary>
/// <param name="Features">the feature width D</param>
/// <param name="Descriptor">the descriptor width A</param>
/// <param name="Classes">the number of classes C</param>
/// <param name="Samples">the number of training samples N</param>
/// <param name="Splits">
/// the number of validation splits. Each has its own generator, which stays in memory while others are trained
/// </param>
public sealed record ProblemSize(double Features, double Descriptor, double Classes, double Samples, int Splits)
{
    /// <summary>The size of a float32 number, in bytes.</summary>
    public const double Number = sizeof(float);

    /// <summary>
    /// The memory for a trained weight, in bytes: its value, two moments of Adam, and its gradient, which includes a
    /// copy for products.
    /// </summary>
    public const double Weight = 4 * Number;

    /// <summary>The memory for a number in a batch's layer, in bytes: twice its size.</summary>
    public const double Activation = 2 * Number;

    private const double WaitingWeights = 3.0 / 4; // share that a generator keeps while others train; measured
    private const double WaitingBatches = 1.0 / 4;

    /// <summary>
    /// Estimates the memory of networks with one hidden layer between features, noise and descriptors, and of their
    /// batches, in bytes.
    /// </summary>
    /// <param name="hidden">the width of the hidden layers</param>
    /// <param name="batch">the number of samples in a step</param>
    /// <param name="networks">the number of networks</param>
    public double Networks(double hidden, double batch, double networks) => networks
        * (((1 + (WaitingWeights * Splits)) * Weight * hidden * (Features + (2 * Descriptor)))
            + ((1 + (WaitingBatches * Splits)) * Activation
                * ((Classes * 2 * hidden) + (Math.Min(batch, Samples) * ((3 * Features) + (2 * hidden))))));
}
