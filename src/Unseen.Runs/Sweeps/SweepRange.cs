using System.Globalization;

namespace Unseen.Runs.Sweeps;

/// <summary>Numbers that a random search draws from.</summary>
/// <param name="From">the smallest</param>
/// <param name="To">the largest</param>
/// <param name="IsLogarithmic">whether each power of ten is as likely as the next</param>
/// <param name="IsWhole">whether they are whole</param>
public sealed record SweepRange(double From, double To, bool IsLogarithmic, bool IsWhole)
{
    private const string Digits = "G3"; // more would say nothing, and be hard to read

    /// <summary>One number, as it is typed.</summary>
    public string Draw(Random random)
    {
        var share = random.NextDouble();
        var number = IsLogarithmic ? From * Math.Pow(To / From, share) : From + (share * (To - From));
        return IsWhole
            ? ((long)Math.Round(number)).ToString(CultureInfo.InvariantCulture)
            : OptionText.Of(Math.Clamp(double.Parse(number.ToString(Digits, CultureInfo.InvariantCulture),
                CultureInfo.InvariantCulture), From, To));
    }
}
