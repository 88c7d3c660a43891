namespace Unseen.Descriptions;

/// <summary>Two seen classes whose images are confused with each other.</summary>
/// <param name="First">name of one class</param>
/// <param name="Second">name of the other</param>
/// <param name="Share">percentage of the images of a class that were taken for the other class when both were held out
/// together; the mean of the two classes</param>
/// <param name="PartedBy">names of at most three visible columns, those that best distinguish the two classes; empty
/// if no visible column differs by at least one standard deviation</param>
public sealed record ConfusedPair(string First, string Second, double Share, IReadOnlyList<string> PartedBy);
