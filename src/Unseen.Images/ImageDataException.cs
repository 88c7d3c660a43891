namespace Unseen.Images;

/// <summary>
/// The exception for a problem with an image, an image model, an encoder, or a folder or table of images. The message
/// names the file and the problem.
/// </summary>
public sealed class ImageDataException : InputException
{
    /// <summary>Initializes an exception with the one-line message "FILE: PROBLEM."</summary>
    /// <param name="file">the path of the file, or a name for data without a file</param>
    /// <param name="problem">what is wrong and how to fix it, without a full stop</param>
    /// <param name="inner">the exception that caused this one, or null (default)</param>
    public ImageDataException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}.", inner)
    {
        File = file;
        Problem = problem;
    }

    /// <summary>
    /// Initializes an exception with the one-line message "FILE: WHAT must be EXPECTED, but was FOUND.", or "FILE: WHAT
    /// is missing." if nothing was found.
    /// </summary>
    /// <param name="file">the path of the file, or a name for data without a file</param>
    /// <param name="what">the part that is wrong</param>
    /// <param name="expected">the expected value</param>
    /// <param name="found">the value found; null if the part is missing</param>
    /// <param name="inner">the exception that caused this one, or null (default)</param>
    public ImageDataException(string file, string what, string expected, object? found, Exception? inner = null)
        : this(file, found is null ? $"{what} is missing" : $"{what} must be {expected}, but was {found}", inner)
    {
    }

    /// <summary>The path of the file that has the problem, or a name for data without a file.</summary>
    public string File { get; }

    /// <summary>The message without the file and the full stop.</summary>
    public string Problem { get; }
}
