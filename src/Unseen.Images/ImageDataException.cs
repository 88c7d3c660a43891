namespace Unseen.Images;

/// <summary>An image, an image model or a folder of them is not what it must be: names the file, what was expected and
/// what was found.</summary>
public sealed class ImageDataException : InputException
{
    /// <summary>Makes the one-line message "FILE: WHAT must be EXPECTED, but was FOUND."</summary>
    /// <param name="file">path of the file, or a name for data without one</param>
    /// <param name="what">the part at fault</param>
    /// <param name="expected">the rule that it breaks</param>
    /// <param name="found">what is there instead</param>
    /// <param name="inner">the cause, if another exception was</param>
    public ImageDataException(string file, string what, string expected, object? found, Exception? inner = null)
        : base($"{file}: {what} must be {expected}, but was {found ?? "absent"}.", inner)
    {
        File = file;
        Problem = $"{what} must be {expected}, but was {found ?? "absent"}";
    }

    /// <summary>The file at fault.</summary>
    public string File { get; }

    /// <summary>The message without the file.</summary>
    public string Problem { get; }
}
