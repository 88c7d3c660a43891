using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Results;

/// <summary>Chooses the options that distinguish the combinations of a sweep.</summary>
internal static class SweepColumns
{
    /// <summary>
    /// Gets the options that the sweep varies and that differ between runs. Another option is added only if it differs
    /// between runs whose varied options are equal, for example after a change of the sweep's file. Options that follow
    /// from varied options, such as the default of a chosen method, are left out. If the sweep varies nothing, all
    /// differing options are returned.
    /// </summary>
    /// <param name="sweep">the sweep</param>
    /// <param name="rows">runs of the sweep on one dataset</param>
    public static IReadOnlyList<string> List(StoredSweep sweep, IReadOnlyCollection<RunRow> rows)
    {
        var differing = RunRow.Differing(rows);
        var varied = SweepSpecReader.Varied(sweep.Spec);
        if (varied.Count == 0)
            return differing;
        List<string> columns = [.. varied.Keys.Where(differing.Contains)];
        foreach (var key in differing.Except(columns).ToArray())
            if (!IsDeterminedBy(columns, key, rows))
                columns.Add(key);
        return columns;
    }

    private static bool IsDeterminedBy(List<string> columns, string key, IReadOnlyCollection<RunRow> rows)
    {
        Dictionary<string, string?> found = [];
        foreach (var row in rows)
        {
            var value = row.Options.GetValueOrDefault(key);
            var others = string.Join('\n', columns.Select(column => row.Options.GetValueOrDefault(column)));
            if (!found.TryAdd(others, value) && found[others] != value)
                return false;
        }

        return true;
    }
}
