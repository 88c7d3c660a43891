namespace Unseen.Inference;

/// <summary>One class named for one image.</summary>
/// <param name="ClassIndex">0-based class, in the order of the model's class names</param>
/// <param name="ClassName">its name</param>
/// <param name="IsUnseen">whether no image of the class was there in training</param>
/// <param name="Score">its logit; comparable within one image only</param>
/// <param name="Probability">softmax of the scores over the candidate classes, from 0 to 1</param>
public readonly record struct Prediction(
    int ClassIndex, string ClassName, bool IsUnseen, float Score, float Probability);
