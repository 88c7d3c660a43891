namespace Unseen.Inference;

/// <summary>Thrown if a model file cannot be read or is not valid. The message names the file, the invalid part, the
/// expected and the actual value.</summary>
public sealed class ModelFileException : InputException
{
    /// <summary>Creates an exception with the message "FILE: WHAT must be EXPECTED, but was FOUND."</summary>
    /// <param name="file">path of the file</param>
    /// <param name="what">the invalid part</param>
    /// <param name="expected">what this part must be</param>
    /// <param name="found">what was found instead; null is written as "absent"</param>
    /// <param name="inner">the exception that caused this one, or null (default)</param>
    public ModelFileException(string file, string what, string expected, object? found, Exception? inner = null)
        : base($"{file}: {what} must be {expected}, but was {found ?? "absent"}.", inner)
    {
    }
}
