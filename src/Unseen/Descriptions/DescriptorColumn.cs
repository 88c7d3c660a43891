namespace Unseen.Descriptions;

/// <summary>How well one column of the descriptors can be predicted from images of held-out classes.</summary>
/// <param name="Index">0-based column of the descriptors</param>
/// <param name="Name">its name, or "column 1" and so on if the dataset has none</param>
/// <param name="Visibility">correlation over the held-out seen classes between the column's value and the value
/// predicted from their images, from -1 to 1; null if the column is the same for all seen classes</param>
/// <param name="CanBeSeen">whether the correlation is above the value that 95 % of the columns unrelated to the images
/// do not reach</param>
public sealed record DescriptorColumn(int Index, string Name, double? Visibility, bool CanBeSeen);
