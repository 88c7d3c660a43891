namespace Unseen.Inference;

/// <summary>A layer h = activation(W x + b) of a <see cref="ModelMap"/>.</summary>
/// <param name="Weight">W, [K, D] for an input of width D, every value finite</param>
/// <param name="Bias">b, [K], every value finite</param>
/// <param name="Activation">the activation function, default ReLU</param>
/// <param name="IsKept">whether h is a part of the classifier's input, default true. If not, only the next layer
/// receives h</param>
public sealed record HiddenLayer(
    ModelTensor Weight, ModelTensor Bias, Activation Activation = Activation.Relu, bool IsKept = true);
