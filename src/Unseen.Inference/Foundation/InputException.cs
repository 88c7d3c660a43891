namespace Unseen;

/// <summary>
/// The base class of all exceptions that a user can cause and fix: a file, a folder or a setting is missing or
/// invalid. The message says what is wrong, where it is, and what to do.
/// </summary>
public abstract class InputException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">what is wrong, where it is, and what to do</param>
    /// <param name="inner">the exception that caused this one, or null (default)</param>
    protected InputException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
