namespace Unseen.Descriptions;

/// <summary>Something about the descriptors themselves that is probably a mistake.</summary>
/// <param name="Code">a short name that does not change, such as "constant-column"</param>
/// <param name="Message">sentences that say what is wrong and what to do</param>
public sealed record DescriptionProblem(string Code, string Message);
