namespace Unseen.Images;

/// <summary>A problem with an image, an image model, or a folder or table of images. The message names the file and
/// says what is wrong.</summary>
public sealed class ImageDataException : InputException
{
    /// <summary>Makes the one-line message "FILE: PROBLEM."</summary>
    /// <param name="file">path of the file, or a name for data without one</param>
    /// <param name="problem">what is wrong, and what to do, without the full stop</param>
    /// <param name="inner">the exception that caused this one, or null</param>
    public ImageDataException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}.", inner)
    {
        File = file;
        Problem = problem;
    }

    /// <summary>Makes the one-line message "FILE: WHAT must be EXPECTED, but was FOUND."</summary>
    /// <param name="file">path of the file, or a name for data without one</param>
    /// <param name="what">the part that is wrong</param>
    /// <param name="expected">what is expected of it</param>
    /// <param name="found">what was found instead; null is written as "absent"</param>
    /// <param name="inner">the exception that caused this one, or null</param>
    public ImageDataException(string file, string what, string expected, object? found, Exception? inner = null)
        : this(file, $"{what} must be {expected}, but was {found ?? "absent"}", inner)
    {
    }

    /// <summary>The file that is wrong.</summary>
    public string File { get; }

    /// <summary>The message without the file and the full stop.</summary>
    public string Problem { get; }
}
