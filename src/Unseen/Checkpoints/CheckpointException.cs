namespace Unseen.Checkpoints;

/// <summary>Thrown if a checkpoint cannot be used: it is missing, damaged, or belongs to another run.</summary>
public sealed class CheckpointException : InputException
{
    /// <summary>Creates an exception with the message "PATH: WHAT must be RULE, but was FOUND."</summary>
    /// <param name="path">the file or folder</param>
    /// <param name="what">the invalid part</param>
    /// <param name="rule">what this part must be</param>
    /// <param name="found">what was found instead; null is written as "absent"</param>
    /// <param name="inner">the exception that caused this one, or null (default)</param>
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
