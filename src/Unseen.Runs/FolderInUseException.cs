namespace Unseen.Runs;

/// <summary>Thrown if another process uses the folder of a run.</summary>
/// <param name="message">says which process uses the folder</param>
/// <param name="cause">the exception that caused this one</param>
public sealed class FolderInUseException(string message, Exception cause) : IOException(message, cause);
