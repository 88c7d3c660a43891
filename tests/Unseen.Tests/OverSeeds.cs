namespace Unseen.Tests;

/// <summary>What a training comes to on average, so that no test leans on one training's luck.</summary>
internal static class OverSeeds
{
    /// <summary>The mean of a number over seeds from 1 on.</summary>
    /// <param name="seeds">how many</param>
    /// <param name="measure">trains with a seed, and returns the number</param>
    public static double Mean(int seeds, Func<int, double> measure) => Enumerable.Range(1, seeds).Average(measure);
}
