namespace Unseen.Runs;

/// <summary>Something was interrupted, and can go on where it was.</summary>
/// <param name="message">what is kept, and how to go on</param>
public sealed class InterruptedException(string message) : Exception(message);
