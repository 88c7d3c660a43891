using Unseen.Options;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Flags;

/// <summary>The flags that select runs of a store.</summary>
internal static class RunSelection
{
    private static readonly Flag _sweep = new("--sweep", OptionKind.Text, "NAME", "Runs of this sweep only.");
    private static readonly Flag _state =
        new(RunQuery.StateName, OptionKind.Choice, "NAME",
        "Runs in this state only: pending, running, done, set-aside.")
        { Choices = [.. RunQuery.States] };
    private static readonly Flag _where =
        new(RunQuery.WhereName, OptionKind.Text, "LIST",
        "Runs that meet all conditions, such as adjust=zla,pseudo>=10,H>40.");
    private static readonly Flag _sort =
        new(RunQuery.SortName, OptionKind.Text, "KEY",
        "Sort by a result or an option, largest first; -KEY for smallest first.");

    /// <summary>The flags.</summary>
    public static IEnumerable<Flag> Flags => [StoreFlags.Store, _sweep, _state, _where, _sort];

    /// <summary>Reads the runs that the flags select.</summary>
    /// <exception cref="Runs.UsageException">A flag is not valid, or names a sweep or key that no run has.</exception>
    public static IReadOnlyList<RunRow> Read(FlagValues values, RunStore store) => new RunQuery
    {
        Sweep = values.Text(_sweep),
        State = values.Text(_state),
        Where = values.Text(_where),
        Sort = values.Text(_sort),
    }.Find(store);
}
