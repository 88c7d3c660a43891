namespace Unseen.Evaluation;

/// <summary>The images whose predictions have a probability in one interval.</summary>
/// <param name="Images">number of images</param>
/// <param name="Probability">mean probability of the predicted classes, from 0 to 1; NaN without images</param>
/// <param name="Accuracy">share of predictions that are right, from 0 to 1; NaN without images</param>
public sealed record ReliabilityBin(int Images, double Probability, double Accuracy);
