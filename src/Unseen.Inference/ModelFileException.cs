namespace Unseen.Inference;

/// <summary>Thrown if a model file cannot be read or is not valid. The message names the file and the
/// problem.</summary>
public sealed class ModelFileException : InputException
{
    /// <summary>Creates the exception for an invalid or missing part of a file. The message says that the file is
    /// damaged or of another kind, and names the part.</summary>
    /// <param name="file">path of the file</param>
    /// <param name="what">the invalid part</param>
    /// <param name="expected">what this part must be</param>
    /// <param name="found">what was found instead; null if the part is missing</param>
    /// <param name="inner">the exception that caused this one, or null (default)</param>
    public ModelFileException(string file, string what, string expected, object? found, Exception? inner = null)
        : this(file, "the file is damaged or of another kind: "
            + (found is null ? $"{what} is missing." : $"{what} must be {expected}, but was {found}."), inner)
    {
    }

    /// <summary>Creates the exception with the message "FILE: MESSAGE".</summary>
    /// <param name="file">path of the file</param>
    /// <param name="message">sentences that say what is wrong and what to do</param>
    /// <param name="inner">the exception that caused this one, or null (default)</param>
    public ModelFileException(string file, string message, Exception? inner = null)
        : base($"{file}: {message}", inner) => Problem = message;

    /// <summary>The message without the file.</summary>
    public string Problem { get; }
}
