namespace Unseen.Runs.Annotation;

/// <summary>What would improve an attribute table most: cells to fill next, and classes that no attribute tells
/// apart.</summary>
public static class Proposals
{
    private const double Parts = 0.5; // of an attribute's range

    /// <summary>
    /// Orders cells by how useful an answer is. Empty cells come first: those of the classes that the filled cells tell
    /// apart least, and of a class's those whose attribute is most visible in photographs, or else varies most.
    /// Disputed cells that the person has not answered follow.
    /// </summary>
    /// <param name="table">the table</param>
    /// <param name="person">who would answer</param>
    /// <param name="visibility">[A] how well each attribute can be told from photographs, null if that is unknown;
    /// null (default) if it is unknown for all</param>
    /// <param name="count">cells to propose, at most</param>
    public static IReadOnlyList<CellPlace> NextCells(
        AttributeTable table, string person, IReadOnlyList<double?>? visibility = null, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(table);
        var scaled = Scaled(table);
        double[] usefulness = [.. table.Attributes.Select((_, a) => visibility?[a] ?? Spread(scaled, a))];
        var empty = from c in Enumerable.Range(0, scaled.Length)
                    where scaled[c].Contains(null)
                    orderby NearestDifference(scaled, c), c
                    from a in Enumerable.Range(0, usefulness.Length).OrderByDescending(a => usefulness[a])
                    where scaled[c][a] is null
                    select new CellPlace(c, a);
        var disputed = from c in Enumerable.Range(0, scaled.Length)
                       from a in Enumerable.Range(0, usefulness.Length)
                       where table.IsDisputed(c, a) && !table.Answers(c, a).ContainsKey(person)
                       select new CellPlace(c, a);
        return [.. empty.Concat(disputed).Take(count)];
    }

    /// <summary>Finds the two classes that the attributes tell apart least: no attribute that both have a value of
    /// differs by half of its range.</summary>
    /// <param name="table">the table</param>
    /// <param name="confused">pairs of classes that photographs are mixed up of, the most confused first; null
    /// (default) if that is unknown. Of several pairs that are alike, the most confused is taken</param>
    /// <returns>null if every pair differs in some attribute, or nothing is filled in yet</returns>
    public static ClassPair? IndistinctPair(AttributeTable table, IReadOnlyList<ClassPair>? confused = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        var scaled = Scaled(table);
        int RankOf(ClassPair pair) => confused?.ToList().FindIndex(
            other => other == pair || other == new ClassPair(pair.Second, pair.First)) is >= 0 and var rank
            ? rank : int.MaxValue;
        return (from a in Enumerable.Range(0, scaled.Length)
                from b in Enumerable.Range(a + 1, scaled.Length - a - 1)
                let difference = Difference(scaled[a], scaled[b])
                where difference < Parts
                let pair = new ClassPair(a, b)
                orderby difference, RankOf(pair)
                select pair).FirstOrDefault();
    }

    /// <summary>Values from 0 to 1 over the range of their attribute; [C][A].</summary>
    private static double?[][] Scaled(AttributeTable table)
    {
        var attributes = table.Attributes;
        return [.. table.Values().Select(row => row.Select((value, a) =>
            (value - attributes[a].Minimum) / (attributes[a].Maximum - attributes[a].Minimum)).ToArray())];
    }

    /// <summary>The largest difference in an attribute that both classes have a value of, or null if there is
    /// none.</summary>
    private static double? Difference(double?[] one, double?[] other)
    {
        double? largest = null;
        for (var a = 0; a < one.Length; a++)
            if (one[a] is { } x && other[a] is { } y && !(Math.Abs(x - y) <= largest))
                largest = Math.Abs(x - y);
        return largest;
    }

    /// <summary>The difference from the nearest other class; 0 for a class without values.</summary>
    private static double NearestDifference(double?[][] scaled, int label) => scaled
        .Where((_, c) => c != label).Select(other => Difference(scaled[label], other)).Min() ?? 0;

    private static double Spread(double?[][] scaled, int attribute)
    {
        double[] values = [.. scaled.Select(row => row[attribute]).OfType<double>()];
        return values.Length < 2 ? 0
            : Math.Sqrt(values.Average(value => Math.Pow(value - values.Average(), 2)));
    }
}
