using Unseen.Runs.Records;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Results;

/// <summary>Selects runs of a store.</summary>
internal sealed record RunQuery
{
    /// <summary>The names of the flags on the command line, also used in messages.</summary>
    public const string StateName = "--state", WhereName = "--where", SortName = "--sort";

    /// <summary>The names of all states.</summary>
    public static IReadOnlyList<string> States { get; } = [.. Enum.GetValues<RunState>().Select(GetName)];

    /// <summary>The name of the sweep; null (default) for all runs, including those that belong to no sweep.</summary>
    public string? Sweep { get; init; }

    /// <summary>The name of the state, one of <see cref="States"/>; null (default) for any.</summary>
    public string? State { get; init; }

    /// <summary>Conditions, such as <c>adjust=zla,pseudo>=10</c>; null (default) for none.</summary>
    public string? Where { get; init; }

    /// <summary>The result or option to sort by, or "seed". The largest value comes first or, with a minus sign before
    /// the name, the smallest. Null (default) for the store's order. Texts that are not numbers count as larger than
    /// all numbers. Runs without the value come last.</summary>
    public string? Sort { get; init; }

    /// <summary>Gets the name of a state.</summary>
    public static string GetName(RunState state) =>
        state == RunState.SetAside ? "set-aside" : state.ToString().ToLowerInvariant();

    /// <summary>Finds the runs.</summary>
    /// <exception cref="UsageException">The sweep has no runs, the state or a condition is not valid, or the key of a
    /// condition or of the order is neither the seed, a result, nor an option of any run. Keys are not checked if there
    /// are no runs.</exception>
    public IReadOnlyList<RunRow> Find(RunStore store)
    {
        var rows = RunRow.All(store.Runs(Sweep)).ToArray();
        if (Sweep is { } sweep && rows.Length == 0)
            throw new UsageException(
                $"{store.Place} has no sweep "
                    + $"'{sweep}'.{NearestName.Question(sweep, store.Sweeps().Select(known => known.Name))}");
        // Collected before any condition removes runs: a key that only removed runs have is still valid.
        string[] known = rows.Length == 0 ? []
            : [.. rows.SelectMany(row => row.Options.Keys).Concat(RunMetrics.NumberNames).Append(RunFilter.Seed)
                .Distinct()];
        if (State is { } state)
            rows = States.Contains(state)
                ? [.. rows.Where(row => GetName(row.Run.State) == state)]
                : throw new UsageException(
                    $"{StateName} must be one of {string.Join(", ", States)}, but was "
                    + $"'{state}'.{NearestName.Question(state, States)}");
        foreach (var filter in Where is { } where ? RunFilter.Read(where, WhereName) : [])
        {
            RequireKnown(filter.Key, known, WhereName);
            rows = [.. rows.Where(filter.Holds)];
        }

        return Sort is { Length: > 0 } sort ? Sorted(rows, sort, known) : rows;
    }

    private static RunRow[] Sorted(RunRow[] rows, string sort, string[] known)
    {
        var key = sort.TrimStart('-');
        RequireKnown(key, known, SortName);
        var isDescending = sort[0] != '-';
        return [.. rows.OrderBy(row => RunFilter.GetValue(row, key) is null)
            .ThenBy(row => RunFilter.GetValue(row, key),
            Comparer<string?>.Create((a, b) => (isDescending ? -1 : 1) * Compare(a, b)))];
    }

    /// <summary>Compares numbers by value, and other texts as text. Numbers are smaller than other texts.</summary>
    private static int Compare(string? a, string? b) => (RunFilter.GetNumber(a), RunFilter.GetNumber(b)) switch
    {
        ({ } left, { } right) => left.CompareTo(right),
        ({ }, null) => -1,
        (null, { }) => 1,
        _ => string.CompareOrdinal(a, b),
    };

    private static void RequireKnown(string key, string[] known, string name)
    {
        if (known.Length > 0 && !known.Contains(key))
            throw new UsageException($"{name}: no run has '{key}'.{NearestName.Question(key, known)}");
    }
}
