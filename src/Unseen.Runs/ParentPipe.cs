using System.Diagnostics;

namespace Unseen.Runs;

/// <summary>
/// Stops a child process together with its parent, through a pipe to the child's standard input. When the parent closes
/// the pipe, or ends for any reason, the child shuts down in an orderly way. A signal would not work: Ctrl-C already
/// reaches both processes, and a second signal would end the child at once.
/// </summary>
internal static class ParentPipe
{
    private const string Variable = "UNSEEN_ENDS_WITH_INPUT";

    /// <summary>Prepares a child process so that it stops when its standard input closes.</summary>
    public static void Tie(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.Environment[Variable] = "1";
    }

    /// <summary>Cancels when the parent process closes the pipe or exits. Does nothing if this process was not started
    /// with <see cref="Tie"/>.</summary>
    public static void Watch(CancellationTokenSource cancellation)
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
            return;
        Environment.SetEnvironmentVariable(Variable, null); // child processes of this process must not inherit it
        new Thread(() => CancelAtTheEnd(cancellation)) { IsBackground = true }.Start();
    }

    private static void CancelAtTheEnd(CancellationTokenSource cancellation)
    {
        try
        {
            using var input = Console.OpenStandardInput();
            while (input.ReadByte() >= 0)
                continue; // nothing is ever written to the pipe
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The process is ending anyway.
        }
    }
}
