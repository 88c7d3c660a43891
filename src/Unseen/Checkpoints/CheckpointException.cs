namespace Unseen.Checkpoints;

/// <summary>A checkpoint cannot be used: it is absent, damaged, or of another run.</summary>
public sealed class CheckpointException : InputException
{
    /// <summary>Names what is wrong.</summary>
    /// <param name="path">the file or folder</param>
    /// <param name="what">the part of it</param>
    /// <param name="rule">what it must be</param>
    /// <param name="found">what it was</param>
    /// <param name="inner">the cause, or null</param>
    internal CheckpointException(string path, string what, string rule, object? found, Exception? inner = null)
        : base($"{path}: {what} must be {rule}, but was {found ?? "absent"}.", inner)
    {
    }
}
