using Unseen.Runs.Store;


namespace Unseen.Runs.Sweeps.Results;

/// <summary>The options that tell the combinations of a sweep apart.</summary>
internal static class SweepColumns
{
    /// <summary>
    /// Those that the sweep varies; and others only where runs differ in them that are the same in all these, as after
    /// a change of the file. Options that merely follow from those that are varied, as a default that another choice
    /// brings, are none. A sweep that says nothing of varying has all that differ.
    /// </summary>
    /// <param name="sweep">the sweep</param>
    /// <param name="rows">its runs on one dataset</param>
    public static IReadOnlyList<string> Of(StoredSweep sweep, IReadOnlyCollection<RunRow> rows)
    {
        var differing = RunRow.Differing(rows);
        var varied = SweepSpecReader.Varied(sweep.Spec);
        if (varied.Count == 0)
            return differing;
        List<string> columns = [.. varied.Keys.Where(differing.Contains)];
        foreach (var key in differing.Except(columns).ToArray())
            if (!Follows(key, columns, rows))
                columns.Add(key);
        return columns;
    }

    private static bool Follows(string key, List<string> columns, IReadOnlyCollection<RunRow> rows)
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
