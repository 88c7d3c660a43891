namespace Unseen.Descriptions;

/// <summary>A probable mistake in the descriptors.</summary>
/// <param name="Code">a short name that does not change, such as "constant-column"</param>
/// <param name="Message">sentences that say what is wrong and what to do</param>
public sealed record DescriptionProblem(string Code, string Message);
