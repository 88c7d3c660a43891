namespace Unseen.Inference;

/// <summary>A model file is not what it must be: names the file, the part at fault, what was expected and what was
/// found.</summary>
public sealed class ModelFileException : InputException
{
    /// <summary>Makes the one-line message "FILE: WHAT must be EXPECTED, but was FOUND."</summary>
    /// <param name="file">path of the file</param>
    /// <param name="what">the part at fault</param>
    /// <param name="expected">the rule that it breaks</param>
    /// <param name="found">what is there instead</param>
    /// <param name="inner">the cause, if another exception was</param>
    public ModelFileException(string file, string what, string expected, object? found, Exception? inner = null)
        : base($"{file}: {what} must be {expected}, but was {found ?? "absent"}.", inner)
    {
    }
}
