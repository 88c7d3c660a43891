namespace Unseen.Descriptions;

/// <summary>Finds pairs of classes that are confused, and the columns that distinguish them.</summary>
internal static class ConfusedPairs
{
    private const int MaxPairs = 10;
    private const int MaxColumns = 3;
    private const double MinDifference = 1; // standard deviations
    private const double MinShare = 5; // per cent

    /// <summary>Finds the pairs that are confused most, at most ten.</summary>
    public static IReadOnlyList<ConfusedPair> Find(
        HeldOutTally tally, string[] names, ColumnVisibility visibility, string[] columns) =>
    [
        .. (from a in Enumerable.Range(0, names.Length)
            from b in Enumerable.Range(a + 1, names.Length - a - 1)
            where tally.Together[a][b] > 0
            let share = 50 * (tally.TakenFor[a][b] + tally.TakenFor[b][a]) / tally.Together[a][b]
            where share >= MinShare
            orderby share descending
            select new ConfusedPair(names[a], names[b], share,
                [.. PartedBy(visibility, a, b).Select(column => columns[column])])).Take(MaxPairs),
    ];

    private static IEnumerable<int> PartedBy(ColumnVisibility visibility, int a, int b) =>
        (from column in Enumerable.Range(0, visibility.Correlations.Length)
         where visibility.CanBeSeen(column)
         let difference = Math.Abs(visibility.Values[a][column] - visibility.Values[b][column])
         where difference >= MinDifference
         orderby difference * visibility.Correlations[column] descending
         select column).Take(MaxColumns);
}
