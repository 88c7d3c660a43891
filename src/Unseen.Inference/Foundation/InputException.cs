namespace Unseen;

/// <summary>
/// The base of all exceptions that a user can cause and mend: a file, a folder or a setting is not what it must be. The
/// message is one sentence for people: what is wrong, where, and what to do.
/// </summary>
public abstract class InputException : Exception
{
    /// <summary>Keeps the message.</summary>
    /// <param name="message">one sentence</param>
    /// <param name="inner">the cause, if another exception was</param>
    protected InputException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
