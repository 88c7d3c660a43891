using System.Diagnostics;

namespace Unseen.Runs;

/// <summary>
/// Ties a process to the one that started it by a pipe to its standard input: closed, or gone with the parent, however
/// that ends, it asks for an orderly end. A signal would not do: a Ctrl-C reaches both, and a second signal ends a
/// process at once.
/// </summary>
internal static class ParentPipe
{
    private const string Variable = "UNSEEN_ENDS_WITH_INPUT";

    /// <summary>Ties a process that is about to start to this one: it stops when its standard input closes.</summary>
    public static void Tie(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.Environment[Variable] = "1";
    }

    /// <summary>Cancels when the parent process exits, if there is one.</summary>
    public static void Watch(CancellationTokenSource cancellation)
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
            return;
        Environment.SetEnvironmentVariable(Variable, null); // not for what this process starts
        new Thread(() => CancelAtTheEnd(cancellation)) { IsBackground = true }.Start();
    }

    private static void CancelAtTheEnd(CancellationTokenSource cancellation)
    {
        try
        {
            using var input = Console.OpenStandardInput();
            while (input.ReadByte() >= 0)
                continue; // nobody says anything there
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The process is at its end anyway.
        }
    }
}
