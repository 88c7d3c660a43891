namespace Unseen.Inference;

/// <summary>A class predicted for an image.</summary>
/// <param name="ClassIndex">0-based index in the model's class names</param>
/// <param name="ClassName">name of the class</param>
/// <param name="IsUnseen">whether training had no image of the class</param>
/// <param name="Score">logit of the class; scores of different images are not comparable</param>
/// <param name="Probability">softmax of the scores over the candidate classes, from 0 to 1</param>
public readonly record struct Prediction(
    int ClassIndex, string ClassName, bool IsUnseen, float Score, float Probability);
