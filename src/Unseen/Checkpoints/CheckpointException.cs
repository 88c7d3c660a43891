namespace Unseen.Checkpoints;

/// <summary>Thrown if a checkpoint cannot be used: it is missing, damaged, or belongs to another run.</summary>
public sealed class CheckpointException : InputException
{
    /// <summary>Creates an exception.</summary>
    /// <param name="message">sentences that name the file or folder, and say what is wrong and what to do</param>
    /// <param name="inner">the exception that caused this one, or null (default)</param>
    internal CheckpointException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Whether an earlier version wrote the checkpoint.</summary>
    internal bool IsOfEarlierVersion { get; private init; }

    /// <summary>Creates the exception for a checkpoint of an earlier version, which gets different results from the
    /// same options and data.</summary>
    internal static CheckpointException CreateForEarlierVersion(string path) => new(
        $"{path} was written by an earlier version of Unseen, whose results differ from this version's, so the run "
            + "cannot continue. Start it again with --overwrite, or continue it with the version that started it.")
    {
        IsOfEarlierVersion = true,
    };

    /// <summary>Creates the exception for a checkpoint that lacks a part of the run's state, or contains it with
    /// another shape or type.</summary>
    /// <param name="path">path of the checkpoint</param>
    /// <param name="part">name of the part</param>
    /// <param name="inner">the exception that caused this one, or null (default)</param>
    internal static CheckpointException CreateForOtherState(string path, string part, Exception? inner = null) => new(
        $"{path} does not fit this run: it has no {part} of the expected shape and type. It is damaged, or was written "
            + "by another run or version. Train again with --overwrite.", inner);
}
