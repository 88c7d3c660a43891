namespace Unseen.Tests;

/// <summary>Averages over trainings, so that no test depends on the luck of a single training.</summary>
internal static class OverSeeds
{
    /// <summary>Computes the mean of a number over the seeds from 1 to <paramref name="seeds"/>.</summary>
    /// <param name="seeds">the number of seeds</param>
    /// <param name="measure">trains with a seed, and returns the number</param>
    public static double Mean(int seeds, Func<int, double> measure) => Enumerable.Range(1, seeds).Average(measure);
}
