namespace Unseen.Runs.Annotation;

/// <summary>An attribute that describes classes.</summary>
/// <param name="Name">name of the attribute and of its column in the table</param>
/// <param name="Question">the question that a value answers, such as "Does it have stripes?", or null</param>
/// <param name="Minimum">the lowest value, at most 0</param>
/// <param name="Maximum">the highest value, at least 1</param>
public sealed record AttributeColumn(string Name, string? Question, double Minimum = 0, double Maximum = 1);
