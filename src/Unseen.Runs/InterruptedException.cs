namespace Unseen.Runs;

/// <summary>Thrown if an operation was interrupted and can be resumed.</summary>
/// <param name="message">says what is kept and how to resume</param>
public sealed class InterruptedException(string message) : Exception(message);
