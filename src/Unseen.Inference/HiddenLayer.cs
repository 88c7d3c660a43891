namespace Unseen.Inference;

/// <summary>A hidden layer h = ReLU(W x + b) between the scaled features x and the classifier.</summary>
/// <param name="Weight">W, [K, D], every value finite</param>
/// <param name="Bias">b, [K], every value finite</param>
public sealed record HiddenLayer(ModelTensor Weight, ModelTensor Bias);
