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

    private CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>A checkpoint of a version that computes other numbers from the same options and data.</summary>
    internal static CheckpointException OfEarlierVersion(string path) => new(
        $"{path} was written by an earlier version of Unseen, whose results differ from this version's: the run cannot "
            + "go on. Train it again with --overwrite, or go on with the version that began it.");
}
