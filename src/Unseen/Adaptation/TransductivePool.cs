namespace Unseen.Adaptation;

/// <summary>The photographs without labels that a model learnt from by the transductive protocol.</summary>
/// <param name="Photographs">their number</param>
/// <param name="Unseen">how many of them show unseen classes, which the model was not told</param>
/// <param name="Scored">the number of the other test images, on which the result was measured</param>
public sealed record TransductivePool(int Photographs, int Unseen, int Scored);
