namespace Unseen.Runs;

/// <summary>Exit codes of the program <c>unseen</c>; its help lists them.</summary>
public static class ExitCode
{
    /// <summary>The command succeeded.</summary>
    public const int Done = 0;

    /// <summary>Something is wrong with the user's input.</summary>
    public const int BadInput = 1;

    /// <summary>The command line or a configuration file is wrong.</summary>
    public const int BadUsage = 2;

    /// <summary>Another process uses the folder.</summary>
    public const int InUse = 3;

    /// <summary>The program failed because of a bug.</summary>
    public const int Fault = 70;

    /// <summary>The command was interrupted. Finished work is kept.</summary>
    public const int Interrupted = 130;
}
