namespace Unseen.Inference;

/// <summary>Specifies the activation function of a layer.</summary>
public enum Activation
{
    /// <summary>f(x) = x.</summary>
    Identity,

    /// <summary>f(x) = max(x, 0).</summary>
    Relu,

    /// <summary>f(x) = x if x is greater than 0, otherwise 0.2 x.</summary>
    LeakyRelu,

    /// <summary>f(x) = 1 / (1 + exp(-x)).</summary>
    Sigmoid,
}
