using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Records;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Flags;

/// <summary>The flags that select runs of a store.</summary>
internal static class RunSelection
{
    private static readonly Flag _sweep = new("--sweep", OptionKind.Text, "NAME", "Runs of this sweep only.");
    private static readonly Flag _state =
        new("--state", OptionKind.Choice, "NAME",
        "Runs in this state only: pending, running, done, set-aside.")
        {
            Choices =
        [.. Enum.GetValues<RunState>().Select(NameOf)]
        };
    private static readonly Flag _where =
        new("--where", OptionKind.Text, "LIST", "Runs that meet conditions, such as adjust=zla,pseudo>=10,H>40.");
    private static readonly Flag _sort =
        new("--sort", OptionKind.Text, "KEY", "Largest first by a result or an option; -KEY for smallest first.");

    /// <summary>The flags.</summary>
    public static IEnumerable<Flag> Flags => [StoreFlags.Store, _sweep, _state, _where, _sort];

    /// <summary>Gets the name of a state on the command line.</summary>
    public static string NameOf(RunState state) =>
        state == RunState.SetAside ? "set-aside" : state.ToString().ToLowerInvariant();

    /// <summary>Reads the runs that the flags select.</summary>
    /// <exception cref="UsageException">A flag is not valid, or names a sweep or key that no run has.</exception>
    public static IReadOnlyList<RunRow> Read(FlagValues values, RunStore store)
    {
        var rows = RunRow.All(store.Runs(values.Text(_sweep))).ToArray();
        if (values.Text(_sweep) is { } sweep && rows.Length == 0)
            throw new UsageException(
                $"{_sweep.Name} must be a sweep in {store.Place}, but was "
                + $"'{sweep}'.{NearestName.Question(sweep, store.Sweeps().Select(known => known.Name))}");
        // before a condition removes the only runs that have a key
        string[] known = rows.Length == 0 ? []
            : [.. rows.SelectMany(row => row.Options.Keys).Concat(RunMetrics.NumberNames).Append(RunFilter.Seed)
                .Distinct()];
        if (values.Text(_state) is { } state)
            rows = _state.Choices.Contains(state)
                ? [.. rows.Where(row => NameOf(row.Run.State) == state)]
                : throw new UsageException(
                    $"{_state.Name} must be one of {string.Join(", ", _state.Choices)}, but was "
                    + $"'{state}'.{NearestName.Question(state, _state.Choices)}");
        foreach (var filter in values.Text(_where) is { } where ? RunFilter.Read(where, _where.Name) : [])
        {
            RequireKnown(filter.Key, known, _where.Name);
            rows = [.. rows.Where(filter.Holds)];
        }

        return values.Text(_sort) is { Length: > 0 } sort ? Sorted(rows, sort, known) : rows;
    }

    private static RunRow[] Sorted(RunRow[] rows, string sort, string[] known)
    {
        var key = sort.TrimStart('-');
        RequireKnown(key, known, _sort.Name);
        var isFalling = sort[0] != '-';
        return [.. rows.OrderBy(row => RunFilter.ValueOf(row, key) is null)
            .ThenBy(row => RunFilter.ValueOf(row, key),
            Comparer<string?>.Create((a, b) => (isFalling ? -1 : 1) * Compare(a, b)))];
    }

    private static int Compare(string? a, string? b) =>
        double.TryParse(a, System.Globalization.CultureInfo.InvariantCulture, out var left)
            && double.TryParse(b, System.Globalization.CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : string.CompareOrdinal(a, b);

    private static void RequireKnown(string key, string[] known, string name)
    {
        if (known.Length > 0 && !known.Contains(key))
            throw new UsageException($"{name}: no run has '{key}'.{NearestName.Question(key, known)}");
    }
}
