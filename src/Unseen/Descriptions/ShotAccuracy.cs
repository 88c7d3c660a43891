namespace Unseen.Descriptions;

/// <summary>The accuracy that a few photographs of each held-out class give instead of its description.</summary>
/// <param name="Photographs">number of photographs of each class, at least 1</param>
/// <param name="T1">mean accuracy on other images of the classes, per cent; the candidates are the classes held out
/// together</param>
public sealed record ShotAccuracy(int Photographs, double T1);
