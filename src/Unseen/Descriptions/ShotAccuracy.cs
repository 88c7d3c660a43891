namespace Unseen.Descriptions;

/// <summary>What a few photographs of each held-out class would do in the place of its description.</summary>
/// <param name="Photographs">photographs of each class, at least 1</param>
/// <param name="T1">accuracy on the other images, candidates the classes held out together, per cent</param>
public sealed record ShotAccuracy(int Photographs, double T1);
