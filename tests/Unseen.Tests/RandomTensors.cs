using static TorchSharp.torch;

namespace Unseen.Tests;

/// <summary>Random tensors from a fixed seed, so that the numbers of a test do not depend on the tests that ran before
/// it, or on the processor.</summary>
/// <param name="seed">seed of the numbers</param>
internal sealed class RandomTensors(int seed = 1)
{
    private readonly Random _random = new(seed);

    /// <summary>Draws from the standard normal distribution.</summary>
    /// <param name="size">the shape</param>
    /// <returns>a tensor of float64</returns>
    public Tensor Double(params long[] size) => tensor(Draw(size, Normal), size);

    /// <summary>Draws from the standard normal distribution.</summary>
    /// <param name="size">the shape</param>
    /// <returns>a tensor of float32</returns>
    public Tensor Single(params long[] size) =>
        tensor(Array.ConvertAll(Draw(size, Normal), value => (float)value), size);

    /// <summary>Draws from the uniform distribution on [0, 1).</summary>
    /// <param name="size">the shape</param>
    /// <returns>a tensor of float64</returns>
    public Tensor Uniform(params long[] size) => tensor(Draw(size, _random.NextDouble), size);

    /// <summary>Draws whole numbers from 0 to less than a limit.</summary>
    /// <param name="limit">the limit</param>
    /// <param name="count">how many numbers</param>
    /// <returns>a tensor of int64</returns>
    public Tensor Integers(int limit, int count) =>
        tensor([.. Enumerable.Range(0, count).Select(_ => (long)_random.Next(limit))]);

    /// <summary>Draws different whole numbers from 0 to less than a limit.</summary>
    /// <param name="limit">the limit</param>
    /// <param name="count">how many numbers, at most <paramref name="limit"/></param>
    /// <returns>a tensor of int64</returns>
    public Tensor DifferentIntegers(int limit, int count)
    {
        long[] numbers = [.. Enumerable.Range(0, limit).Select(number => (long)number)];
        _random.Shuffle(numbers);
        return tensor(numbers[..count]);
    }

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static double[] Draw(long[] size, Func<double> next) =>
        [.. Enumerable.Range(0, (int)size.Aggregate(1L, (count, side) => count * side)).Select(_ => next())];
}
