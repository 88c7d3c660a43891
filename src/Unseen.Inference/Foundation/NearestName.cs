namespace Unseen;

/// <summary>Finds the existing name that is nearest to a mistyped one. Stateless and thread-safe.</summary>
public static class NearestName
{
    private const int MaxLength = 200; // the time and memory of a comparison grow with the product of both lengths

    /// <summary>Returns " Did you mean X?", or an empty string if no name is near.</summary>
    /// <param name="typed">the name that was not found</param>
    /// <param name="names">the names that exist</param>
    public static string Question(string typed, IEnumerable<string> names) =>
        Find(typed, names) is { } near ? $" Did you mean {near}?" : "";

    /// <summary>Returns the nearest name by edit distance, ignoring case. The result is null if the distance is more
    /// than 2 and also more than a third of the name's length.</summary>
    /// <param name="typed">the name that was not found; if it has more than 200 letters, the result is null</param>
    /// <param name="names">the names that exist; names of more than 200 letters are ignored</param>
    public static string? Find(string typed, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(names);
        if (typed.Length > MaxLength)
            return null;
        var nearest = names
            .Where(name => name.Length <= MaxLength)
            .Select(name => (Name: name, Distance: Distance(typed.ToLowerInvariant(), name.ToLowerInvariant())))
            .OrderBy(pair => pair.Distance)
            .FirstOrDefault((Name: "", Distance: int.MaxValue));
        return nearest.Distance <= Math.Max(2, nearest.Name.Length / 3) ? nearest.Name : null;
    }

    /// <summary>Computes the edit distance: the number of letters to insert, delete, replace, or swap with their
    /// neighbour (optimal string alignment).</summary>
    /// <param name="a">one text</param>
    /// <param name="b">the other text</param>
    public static int Distance(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            for (var j = 0; j <= b.Length; j++)
                cost[i, j] = i == 0 ? j : j == 0 ? i : Cheapest(i, j);
        return cost[a.Length, b.Length];

        int Cheapest(int i, int j)
        {
            var replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            var best = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
            var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            return swapped ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
        }
    }
}
