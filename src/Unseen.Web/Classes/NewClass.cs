namespace Unseen.Web.Classes;

/// <summary>A class described in a request.</summary>
/// <param name="Name">1 to 100 characters, none of them a control character, a slash or a backslash</param>
/// <param name="Descriptor">[A] numbers, as in training; or null where <paramref name="Mix"/> is given</param>
/// <param name="Mix">shares of known classes by name, whose descriptors are averaged; or null</param>
internal sealed record NewClass(string? Name, float[]? Descriptor, Dictionary<string, float>? Mix);
