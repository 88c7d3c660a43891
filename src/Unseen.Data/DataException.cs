namespace Unseen.Data;

/// <summary>A data file or array is not what it must be: names the file, the array or line, what was expected and what
/// was found.</summary>
public sealed class DataException : InputException
{
    /// <summary>Makes the one-line message "FILE: WHAT must be EXPECTED, but was FOUND."</summary>
    /// <param name="file">path of the file, or a name for data without one</param>
    /// <param name="what">the array, line or element at fault</param>
    /// <param name="expected">the rule that it breaks</param>
    /// <param name="found">what is there instead</param>
    /// <param name="inner">the cause, if another exception was</param>
    public DataException(string file, string what, string expected, object? found, Exception? inner = null)
        : base($"{file}: {what} must be {expected}, but was {found ?? "absent"}.", inner)
    {
        File = file;
        What = what;
    }

    /// <summary>Path of the file at fault.</summary>
    public string File { get; }

    /// <summary>The array, line or element at fault.</summary>
    public string What { get; }
}
