namespace Unseen.Descriptions;

/// <summary>The accuracy if each held-out class is represented by a few photographs instead of its
/// description.</summary>
/// <param name="Photographs">number of photographs of each class, at least 1</param>
/// <param name="T1">mean accuracy on other images of the classes, per cent; the candidates are the classes held out
/// together</param>
public sealed record ShotAccuracy(int Photographs, double T1);
