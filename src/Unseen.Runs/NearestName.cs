namespace Unseen.Runs;

/// <summary>Finds the name that a user probably meant by a mistyped one.</summary>
internal static class NearestName
{
    /// <summary>Gets " Did you mean X?", or an empty string if no name is similar.</summary>
    public static string Question(string typed, IEnumerable<string> names) =>
        Find(typed, names) is { } near ? $" Did you mean {near}?" : "";

    /// <summary>Finds the nearest name by edit distance; null if the distance is more than about a third of its
    /// length.</summary>
    public static string? Find(string typed, IEnumerable<string> names)
    {
        var nearest = names
            .Select(name => (Name: name, Distance: Distance(typed.ToLowerInvariant(), name.ToLowerInvariant())))
            .OrderBy(pair => pair.Distance)
            .FirstOrDefault((Name: "", Distance: int.MaxValue));
        return nearest.Distance <= Math.Max(2, nearest.Name.Length / 3) ? nearest.Name : null;
    }

    /// <summary>Computes the edit distance: the number of characters to insert, delete, replace, or swap with their
    /// neighbour (optimal string alignment).</summary>
    public static int Distance(string a, string b)
    {
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
