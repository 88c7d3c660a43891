using System.Diagnostics;
using System.Globalization;
using Unseen.Store;

namespace Unseen.Cli.Sweeps;

/// <summary>This process as the owner of runs.</summary>
internal static class ProcessOwner
{
    public static string Name { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName} process {Environment.ProcessId} since {Process.GetCurrentProcess().StartTime.ToUniversalTime():yyyy-MM-ddTHH:mm:ss}");

    /// <summary>Gives back what processes of this machine had that are there no more.</summary>
    public static void GiveBackOfTheDead(RunStore store, string sweep)
    {
        foreach (var run in store.Runs(sweep).Where(run => run.State == RunState.Running && IsOfTheDead(run.Owner)))
            store.Release(run);
    }

    private static bool IsOfTheDead(string? owner)
    {
        if (owner?.Split(' ') is not [var machine, "process", var id, "since", var since] || machine != Environment.MachineName
            || !int.TryParse(id, CultureInfo.InvariantCulture, out var process)
            || !DateTime.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var start))
            return false;
        try
        {
            using var alive = Process.GetProcessById(process);
            return (alive.StartTime.ToUniversalTime() - start).Duration() > TimeSpan.FromSeconds(2); // else another got its number
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
