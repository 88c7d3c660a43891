namespace Unseen.Inference;

/// <summary>What follows the sums of a layer.</summary>
public enum Activation
{
    /// <summary>The sums as they are.</summary>
    Identity,

    /// <summary>The larger of each sum and 0.</summary>
    Relu,

    /// <summary>A sum above 0 as it is, any other times 0.2.</summary>
    LeakyRelu,

    /// <summary>1 / (1 + exp(-sum)).</summary>
    Sigmoid,
}
