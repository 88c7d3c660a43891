namespace Unseen.Inference;

/// <summary>A layer h = ReLU(W x + b) that a classifier works in, x being scaled features.</summary>
/// <param name="Weight">W, [K, D], every value finite</param>
/// <param name="Bias">b, [K], every value finite</param>
public sealed record HiddenLayer(ModelTensor Weight, ModelTensor Bias);
