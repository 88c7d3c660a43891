namespace Unseen.Runs;

/// <summary>Another process is using the folder of a run.</summary>
/// <param name="message">who has it</param>
/// <param name="cause">what told so</param>
public sealed class FolderInUseException(string message, Exception cause) : IOException(message, cause);
