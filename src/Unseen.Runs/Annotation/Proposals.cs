namespace Unseen.Runs.Annotation;

/// <summary>Proposes how to improve an attribute table: which cells to fill in next, and which classes no attribute
/// distinguishes.</summary>
public static class Proposals
{
    private const double ClearDifference = 0.5; // of an attribute's range
    private const int Digits = 9; // of a difference, so that rounding of values such as 0.7 - 0.2 does not matter

    /// <summary>Orders cells by how useful an answer is. Empty cells come first, beginning with the class that is most
    /// similar to another class; a class that cannot be compared with any other class counts as most similar. Within a
    /// class, the attribute that is most visible in photographs comes first; if the visibility is unknown, the standard
    /// deviation of the attribute's values is used instead. Disputed cells that the person has not answered follow.
    /// </summary>
    /// <param name="table">the table</param>
    /// <param name="person">name of the person who would answer</param>
    /// <param name="visibility">[A] how well each attribute can be predicted from photographs. An element is null if
    /// that attribute has not been measured. The argument is null (default) if no attribute has been measured</param>
    /// <param name="count">maximum number of cells, default 1</param>
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

    /// <summary>Finds the two classes that the attributes distinguish least. A pair counts if both classes have a value
    /// for at least one attribute, and if they differ by less than half of the range in every such attribute.</summary>
    /// <param name="table">the table</param>
    /// <param name="confused">pairs of classes whose photographs are confused, most often first; null (default) if
    /// unknown. Among pairs with the same difference, the pair that is confused most often is returned</param>
    /// <returns>the pair, or null if no pair counts</returns>
    public static ClassPair? IndistinctPair(AttributeTable table, IReadOnlyList<ClassPair>? confused = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        var scaled = Scaled(table);
        int GetRank(ClassPair pair) => confused?.ToList().FindIndex(
            other => other == pair || other == new ClassPair(pair.Second, pair.First)) is >= 0 and var rank
            ? rank : int.MaxValue;
        return (from a in Enumerable.Range(0, scaled.Length)
                from b in Enumerable.Range(a + 1, scaled.Length - a - 1)
                let difference = Difference(scaled[a], scaled[b])
                where difference < ClearDifference
                let pair = new ClassPair(a, b)
                orderby difference, GetRank(pair)
                select pair).FirstOrDefault();
    }

    /// <summary>Gets the values, scaled from the range of their attribute to 0 to 1; [C][A].</summary>
    private static double?[][] Scaled(AttributeTable table)
    {
        var attributes = table.Attributes;
        return [.. table.Values().Select(row => row.Select((value, a) =>
            (value - attributes[a].Minimum) / (attributes[a].Maximum - attributes[a].Minimum)).ToArray())];
    }

    /// <summary>Gets the largest difference in an attribute for which both classes have a value, or null if there is
    /// none.</summary>
    private static double? Difference(double?[] one, double?[] other)
    {
        double? largest = null;
        for (var a = 0; a < one.Length; a++)
            if (one[a] is { } x && other[a] is { } y && !(Math.Abs(x - y) <= largest))
                largest = Math.Abs(x - y);
        return largest is { } found ? Math.Round(found, Digits) : null;
    }

    /// <summary>Gets the difference from the most similar other class; 0 if the class has no value, or no other class
    /// has a value for the same attribute.</summary>
    private static double NearestDifference(double?[][] scaled, int label) => scaled
        .Where((_, c) => c != label).Select(other => Difference(scaled[label], other)).Min() ?? 0;

    private static double Spread(double?[][] scaled, int attribute)
    {
        double[] values = [.. scaled.Select(row => row[attribute]).OfType<double>()];
        return values.Length < 2 ? 0
            : Math.Sqrt(values.Average(value => Math.Pow(value - values.Average(), 2)));
    }
}
