namespace Unseen.Runs;

/// <summary>The work was interrupted and can be resumed.</summary>
/// <param name="message">what is kept, and how to go on</param>
public sealed class InterruptedException(string message) : Exception(message);
