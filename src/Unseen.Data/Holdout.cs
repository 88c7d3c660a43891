namespace Unseen.Data;

/// <summary>Chooses samples of one class to hold out.</summary>
public static class Holdout
{
    /// <summary>Chooses a random 1/<paramref name="denominator"/> of the samples, rounded down, but at least one if
    /// there are two or more.</summary>
    /// <param name="samples">0-based samples of one class; their order does not matter</param>
    /// <param name="denominator">at least 1; 5 holds out a fifth</param>
    /// <param name="random">the random number generator; the same state leads to the same samples</param>
    /// <returns>the samples to hold out; none if there are fewer than 2 samples</returns>
    /// <exception cref="ArgumentException"><paramref name="denominator"/> is below 1.</exception>
    public static IEnumerable<int> Choose(int[] samples, int denominator, Random random)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(random);
        Require.That(denominator >= 1, nameof(denominator), "at least 1", denominator);
        if (samples.Length < 2)
            return [];
        var shuffled = samples.Order().ToArray();
        random.Shuffle(shuffled);
        return shuffled.Take(Math.Max(1, samples.Length / denominator));
    }
}
