namespace Unseen.Runs;

/// <summary>The command line or its configuration file asks for something that cannot be; the message is one
/// line.</summary>
public sealed class UsageException(string message) : InputException(message);
