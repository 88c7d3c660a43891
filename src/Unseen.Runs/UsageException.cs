namespace Unseen.Runs;

/// <summary>Thrown if the command line or a configuration file is not valid. The message is one line.</summary>
public sealed class UsageException(string message) : InputException(message);
