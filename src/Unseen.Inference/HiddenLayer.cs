namespace Unseen.Inference;

/// <summary>A layer h = activation(W x + b) of a map that a classifier works behind.</summary>
/// <param name="Weight">W, [K, D], every value finite</param>
/// <param name="Bias">b, [K], every value finite</param>
/// <param name="Activation">what follows the sums, default a ReLU</param>
/// <param name="IsKept">whether h is a part of what the classifier is given, default true; otherwise only the next
/// layer is given it</param>
public sealed record HiddenLayer(
    ModelTensor Weight, ModelTensor Bias, Activation Activation = Activation.Relu, bool IsKept = true);
