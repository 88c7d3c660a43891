namespace Unseen.Data;

/// <summary>The exception for a data file or array that is not what it must be. Its message names the file, the array
/// or line, what was expected and what was found.</summary>
public sealed class UnseenDataException : InputException
{
    /// <summary>Makes the one-line message "FILE: WHAT must be EXPECTED, but was FOUND."</summary>
    /// <param name="file">path of the file, or a name for data without one</param>
    /// <param name="what">the array, line or element at fault</param>
    /// <param name="expected">the rule that it breaks</param>
    /// <param name="found">what is there instead; null if the array, line or element is missing</param>
    /// <param name="inner">the cause, if another exception was</param>
    public UnseenDataException(string file, string what, string expected, object? found, Exception? inner = null)
        : base($"{file}: {what} {(found is null ? "is missing" : $"must be {expected}, but was {found}")}.", inner)
    {
        File = file;
        What = what;
    }

    /// <summary>Makes the message "FILE: MESSAGE" of sentences that say what is wrong and what to do.</summary>
    /// <param name="file">path of the file, or a name for data without one</param>
    /// <param name="message">the sentences</param>
    /// <param name="inner">the cause, if another exception was</param>
    public UnseenDataException(string file, string message, Exception? inner = null)
        : base($"{file}: {message}", inner)
    {
        File = file;
        What = "file";
    }

    /// <summary>Path of the file at fault.</summary>
    public string File { get; }

    /// <summary>The array, line or element at fault.</summary>
    public string What { get; }
}
