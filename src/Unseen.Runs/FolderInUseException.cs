namespace Unseen.Runs;

/// <summary>Another process has a run's folder; nothing is wrong with the run.</summary>
/// <param name="message">who has it</param>
/// <param name="cause">what told so</param>
public sealed class FolderInUseException(string message, Exception cause) : IOException(message, cause);
