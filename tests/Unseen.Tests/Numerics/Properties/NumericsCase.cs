using FsCheck;
using FsCheck.Fluent;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Tests.Numerics.Properties;

/// <summary>The shape and the kind of the numbers that an operation is tested with.</summary>
/// <param name="Rows">number of rows, B</param>
/// <param name="Columns">width of the rows</param>
/// <param name="Classes">number of classes, C</param>
/// <param name="Threads">threads that libtorch and the SIMD loops may use</param>
/// <param name="Scale">size of the numbers: 2⁻¹²⁹ makes all of them subnormal</param>
/// <param name="HasSpecials">whether NaN, ±∞ and -0 are among the numbers</param>
/// <param name="Seed">decides the numbers</param>
internal sealed record NumericsCase(
    int Rows, int Columns, int Classes, int Threads, double Scale, bool HasSpecials, int Seed)
{
    private const int Steps = 127; // exact in bfloat16, which has eight significant bits

    private static readonly double[] _specials = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0];

    private readonly Random _random = new(Seed);

    private static Gen<int> Sizes => Gen.Frequency(
        (5, Gen.Elements(1, 7, 16, 63, 65)), (1, Gen.Constant(1023)), (3, Gen.Choose(1, 130)));

    private static Gen<NumericsCase> Cases =>
        from rows in Sizes
        from columns in Sizes
        from classes in Gen.Elements(1, 2, 7, 17)
        from threads in Gen.Elements(1, 2, 3)
        from scale in Gen.Elements(1, 1, Math.ScaleB(1, -129), Math.ScaleB(1, 40))
        from hasSpecials in Gen.Elements(false, true)
        from seed in Gen.Choose(0, int.MaxValue)
        select new NumericsCase(rows, columns, classes, threads, scale, hasSpecials, seed);

    /// <summary>Checks a property on random cases, which are the same in every run, and on two large shapes that
    /// several threads divide by rows and by columns.</summary>
    /// <param name="property">checks a case, and throws if the property does not hold</param>
    public static void ForAll(Action<NumericsCase> property)
    {
        void Try(NumericsCase one)
        {
            using var scope = NewDisposeScope();
            using var threads = new ThreadCount(one.Threads);
            property(one);
        }

        Try(new NumericsCase(Rows: 1023, Columns: 300, Classes: 7, Threads: 2, Scale: 1, HasSpecials: true, Seed: 1));
        Try(new NumericsCase(Rows: 65, Columns: 4099, Classes: 7, Threads: 3, Scale: 1, HasSpecials: true, Seed: 2));
        Prop.ForAll(Arb.From(Cases), Try).Check(SameCases.Create(25));
    }

    /// <summary>Multiples of a sixteenth of the scale. The sum of a few such numbers is exact in float32, in any
    /// order.</summary>
    public Array2D Matrix(ScalarType type, int rows, int columns) =>
        new(Draw(rows * columns, Scale), rows, columns, type);

    /// <summary>As <see cref="Matrix"/>, in float32.</summary>
    public Array2D Vector(int length) => new(Draw(length, Scale), 1, length, ScalarType.Float32);

    /// <summary>Numbers between -8 and 8 for any scale, in float32.</summary>
    public Array2D Weights(int rows, int columns) => new(Draw(rows * columns, 1), rows, columns, ScalarType.Float32);

    /// <summary>Multiples of 1/4 from 0 to 1, in float32.</summary>
    public Array2D Shares(int length) =>
        new([.. Enumerable.Range(0, length).Select(_ => _random.Next(5) / 4.0)], 1, length, ScalarType.Float32);

    /// <summary>Classes from 0 to C - 1.</summary>
    public long[] Labels(int length) => [.. Enumerable.Range(0, length).Select(_ => (long)_random.Next(Classes))];

    /// <summary>The numbers from 0 to <paramref name="length"/> - 1 in random order.</summary>
    public long[] Order(int length)
    {
        var order = Enumerable.Range(0, length).Select(row => (long)row).ToArray();
        _random.Shuffle(order);
        return order;
    }

    private double[] Draw(int count, double scale)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
            values[i] = HasSpecials && _random.Next(200) == 0
                ? _specials[_random.Next(_specials.Length)]
                : _random.Next(-Steps, Steps + 1) / 16.0 * scale;
        return values;
    }
}
