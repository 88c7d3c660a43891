namespace Unseen.Descriptions;

/// <summary>How well one column of the descriptors can be told from images of classes never seen.</summary>
/// <param name="Index">0-based column of the descriptors</param>
/// <param name="Name">its name, or "column 1" and so on if the dataset has none</param>
/// <param name="Visibility">correlation over the held-out seen classes between the column's value and the one predicted
/// from their images, from -1 to 1; null if the column is the same for all seen classes</param>
/// <param name="CanBeSeen">whether it is larger than nineteen in twenty values that have nothing to do with the images
/// reach</param>
public sealed record DescriptorColumn(int Index, string Name, double? Visibility, bool CanBeSeen);
