namespace Unseen.Web.Classes;

/// <summary>A model in a list.</summary>
/// <param name="Name">what requests call it</param>
/// <param name="Classes">classes that it tells apart</param>
/// <param name="Unseen">of these, classes that training had no image of</param>
/// <param name="FeatureWidth">features D of an image</param>
/// <param name="TakesImages">whether it takes photographs, or features alone</param>
/// <param name="DescriptorWidth">numbers A that describe a class to be added, or null where none can be</param>
/// <param name="Attributes">names of these numbers, or null where unknown</param>
internal sealed record ModelSummary(
    string Name, int Classes, int Unseen, int FeatureWidth, bool TakesImages, int? DescriptorWidth, IReadOnlyList<string>? Attributes);
