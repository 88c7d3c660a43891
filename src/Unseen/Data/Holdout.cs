namespace Unseen.Data;

/// <summary>Chooses samples of one class to hold out.</summary>
internal static class Holdout
{
    /// <summary>A random 1/<paramref name="fraction"/> of the samples, rounded down, but at least 1 where there are 2.</summary>
    public static IEnumerable<int> Choose(int[] samples, int fraction, Random random)
    {
        if (samples.Length < 2)
            return [];
        var shuffled = samples.Order().ToArray();
        random.Shuffle(shuffled);
        return shuffled.Take(Math.Max(1, samples.Length / fraction));
    }
}
