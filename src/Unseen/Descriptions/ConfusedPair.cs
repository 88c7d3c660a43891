namespace Unseen.Descriptions;

/// <summary>Two seen classes whose images are confused with each other.</summary>
/// <param name="First">name of one class</param>
/// <param name="Second">name of the other</param>
/// <param name="Share">percentage of one class's images that were mistaken for the other class when both were held out
/// together, as the mean over both directions</param>
/// <param name="PartedBy">names of the visible columns that best distinguish the two classes, at most three; empty if
/// no visible column differs by at least one standard deviation</param>
public sealed record ConfusedPair(string First, string Second, double Share, IReadOnlyList<string> PartedBy);
