namespace Unseen;

/// <summary>
/// The base class of most of Unseen's exceptions for problems that the user can fix, such as a missing or invalid file,
/// folder or setting. The message names the problem and its place, and says what to do.
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
