namespace Unseen.Descriptions;

/// <summary>Two seen classes whose images are taken for each other.</summary>
/// <param name="First">name of one class</param>
/// <param name="Second">name of the other</param>
/// <param name="Share">per cent of the images of both that were taken for the other class when both were held
/// out</param>
/// <param name="PartedBy">names of the columns that can be seen and differ most between the two, at most three; none
/// if no visible column differs by a standard deviation or more</param>
public sealed record ConfusedPair(string First, string Second, double Share, IReadOnlyList<string> PartedBy);
