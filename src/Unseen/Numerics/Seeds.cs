using TorchSharp;

namespace Unseen.Numerics;

/// <summary>
/// Derives independent random streams from one seed, so that additional draws in one place, for example for another
/// snapshot, do not change the numbers in other places.
/// </summary>
internal static class Seeds
{
    /// <summary>Creates the random generator of a stream. The caller disposes it.</summary>
    /// <param name="seed">the run's seed</param>
    /// <param name="stream">purpose of the random numbers</param>
    /// <param name="device">the device that draws them</param>
    /// <param name="index">distinguishes several streams of one purpose, default 0</param>
    public static torch.Generator Stream(int seed, string stream, torch.Device device, int index = 0) =>
        new(Derive(seed, stream, index), device);

    /// <summary>Derives the seed of one of several equal members of an ensemble. The first member has the run's own
    /// seed.</summary>
    /// <param name="seed">the run's seed</param>
    /// <param name="place">number of equal members before it</param>
    public static int DeriveForMember(int seed, int place) =>
        place == 0 ? seed : (int)(Derive(seed, "member", place) & int.MaxValue);

    private static ulong Derive(int seed, string stream, int index)
    {
        var hash = 14695981039346656037UL; // FNV-1a over the purpose, then SplitMix64 over seed and index
        foreach (var character in stream)
            hash = (hash ^ character) * 1099511628211UL;
        return Mix(Mix(hash + (uint)seed) + (uint)index) >> 1; // non-negative, since libtorch stores it as int64
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
