using FsCheck;
using FsCheck.Fluent;
using Unseen.Numerics;

namespace Unseen.Tests.Numerics.Properties;

/// <summary>Tests the conversion of any 32 bits to bfloat16 and back, for rows of 1 to 70 values.</summary>
public class LanesPropertyTests
{
    private const int DroppedBits = 16;

    [Fact]
    public unsafe void StoreAndLoad_AnyBits_RoundToTheNearestAndKeepNaN()
    {
        var bits = Gen.OneOf(
            Gen.Choose(int.MinValue, int.MaxValue),
            Gen.Choose(0, 0x7F7F).Select(upper => (upper << 16) | 0x8000), // halfway between two bfloat16 numbers
            Gen.Choose(1, 0x7FFFFF).Select(payload => 0x7F800000 | payload), // NaN with any payload
            Gen.Choose(1, 0x7FFFFF).Select(payload => unchecked((int)0xFF800000) | payload));
        var arrays = Gen.Choose(1, 70).SelectMany(length => Gen.ArrayOf(bits, length));
        Prop.ForAll(Arb.From(arrays), array =>
        {
            var values = Array.ConvertAll(array, BitConverter.Int32BitsToSingle);
            var (halves, back) = (new ushort[values.Length + 1], new float[values.Length]);
            halves[^1] = 0xABCD;
            fixed (float* from = values, to = back)
            fixed (ushort* half = halves)
                for (var i = 0; i < values.Length; i += Lanes.Count)
                {
                    var remaining = values.Length - i;
                    Lanes.Store<ushort, BFloat16Lanes>(half + i, Lanes.Load(from + i, remaining), remaining);
                    Lanes.Store(to + i, Lanes.Load<ushort, BFloat16Lanes>(half + i, remaining), remaining);
                }

            Assert.Equal(0xABCD, halves[^1]); // nothing is written past the end
            foreach (var (value, rounded) in values.Zip(back))
                Assert.Equal(Nearest(value), rounded);
        }).Check(SameCases.Create(1000));
    }

    /// <summary>Rounds a number to the nearest bfloat16 number, ties to even.</summary>
    private static float Nearest(float value)
    {
        if (float.IsNaN(value) || float.IsInfinity(value))
            return value;
        var toZero = BitConverter.SingleToUInt32Bits(value) >> DroppedBits;
        var (near, far) = (Magnitude(toZero), Magnitude(toZero + 1));
        var (down, up) = (Math.Abs((double)value) - near, far - Math.Abs((double)value));
        var chosen = down < up || (down == up && toZero % 2 == 0) ? toZero : toZero + 1;
        return BitConverter.UInt32BitsToSingle(chosen << DroppedBits);
    }

    /// <summary>Gets the absolute value of a bfloat16 number, or 2¹²⁸ if it is infinite.</summary>
    private static double Magnitude(uint half)
    {
        var value = BitConverter.UInt32BitsToSingle((half & 0x7FFF) << DroppedBits);
        return float.IsInfinity(value) ? Math.ScaleB(1, 128) : value;
    }
}
