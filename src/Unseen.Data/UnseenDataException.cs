namespace Unseen.Data;

/// <summary>Thrown if a data file or an array cannot be read or is not valid. The message names the file, and says what
/// is wrong.</summary>
public sealed class UnseenDataException : InputException
{
    /// <summary>Creates the exception with the message "FILE: WHAT must be EXPECTED, but was FOUND.", or "FILE: WHAT is
    /// missing."</summary>
    /// <param name="file">path of the file, or a name for data without one</param>
    /// <param name="what">the array, line or element at fault</param>
    /// <param name="expected">what it must be</param>
    /// <param name="found">what was found instead; null if the array, line or element is missing</param>
    /// <param name="inner">the exception that caused this one, or null (default)</param>
    public UnseenDataException(string file, string what, string expected, object? found, Exception? inner = null)
        : base($"{file}: {what} {(found is null ? "is missing" : $"must be {expected}, but was {found}")}.", inner)
    {
        File = file;
        What = what;
    }

    /// <summary>Creates the exception with the message "FILE: MESSAGE".</summary>
    /// <param name="file">path of the file, or a name for data without one</param>
    /// <param name="message">sentences that say what is wrong and what to do</param>
    /// <param name="inner">the exception that caused this one, or null (default)</param>
    public UnseenDataException(string file, string message, Exception? inner = null)
        : base($"{file}: {message}", inner)
    {
        File = file;
        What = "file";
    }

    /// <summary>Path of the file at fault.</summary>
    public string File { get; }

    /// <summary>The array, line or element at fault; "file" if the exception was created from a message.</summary>
    public string What { get; }
}
