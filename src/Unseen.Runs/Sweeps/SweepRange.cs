using System.Globalization;

namespace Unseen.Runs.Sweeps;

/// <summary>A range of numbers that a random search draws from.</summary>
/// <param name="From">lower bound, inclusive; greater than 0 for a logarithmic range</param>
/// <param name="To">upper bound, inclusive</param>
/// <param name="IsLogarithmic">whether the logarithm is uniformly distributed, rather than the number</param>
/// <param name="IsWhole">whether the numbers are whole. A number is then drawn from <paramref name="From"/> - 0.5 to
/// <paramref name="To"/> + 0.5 and rounded, so that all whole numbers are equally probable unless the range is
/// logarithmic</param>
public sealed record SweepRange(double From, double To, bool IsLogarithmic, bool IsWhole)
{
    private const string Digits = "G3"; // more digits would not matter and would be hard to read

    /// <summary>Draws a random number, as text: rounded to a whole number, or to three significant digits.</summary>
    public string Draw(Random random)
    {
        var share = random.NextDouble();
        var (from, to) = IsWhole ? (From - 0.5, To + 0.5) : (From, To);
        var number = IsLogarithmic ? from * Math.Pow(to / from, share) : from + (share * (to - from));
        return IsWhole
            ? ((long)Math.Clamp(Math.Round(number), From, To)).ToString(CultureInfo.InvariantCulture)
            : OptionText.Format(Math.Clamp(double.Parse(number.ToString(Digits, CultureInfo.InvariantCulture),
                CultureInfo.InvariantCulture), From, To));
    }
}
