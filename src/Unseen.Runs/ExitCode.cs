namespace Unseen.Runs;

/// <summary>What the process says when it ends; documented in the help.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int BadInput = 1;
    public const int BadUsage = 2;
    public const int InUse = 3;

    /// <summary>A fault of the program, not of what it was given.</summary>
    public const int Fault = 70;

    public const int Interrupted = 130;
}
