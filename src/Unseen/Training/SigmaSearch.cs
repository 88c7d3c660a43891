using Unseen.Methods;

namespace Unseen.Training;

/// <summary>Searches σ on the ladder ... 1, 3, 10, 30, 100, 300 ...: climbs from a start to the first rung whose
/// neighbours are not better.</summary>
internal static class SigmaSearch
{
    /// <summary>The rung at which the first search starts.</summary>
    public const int DefaultRung = 4;

    private const int ExpectedTrainings = 4;

    private const int LowestRung = -4; // 0.01
    private const int HighestRung = 12; // 1e6

    /// <summary>Estimates how many trainings on validation an adjustment needs, to estimate the remaining
    /// time.</summary>
    public static int GetTrainings(AdjustmentOptions adjustment) =>
        adjustment.SearchesStrength && !adjustment.HasRule ? ExpectedTrainings : 1;

    /// <summary>σ of a rung: 1, 3, 10, 30, 100 for 0, 1, 2, 3, 4.</summary>
    public static double Sigma(int rung)
    {
        var decade = Math.DivRem(rung - (rung & 1), 2, out _);
        return Math.Pow(10, decade) * ((rung & 1) == 0 ? 1 : 3);
    }

    /// <summary>Climbs to a local maximum.</summary>
    /// <param name="start">the first rung to try</param>
    /// <param name="train">trains with a σ and returns the validation result; called at most once per rung</param>
    /// <returns>
    /// the best rung, its validation result, and the σ at the peak of the parabola over log σ through the best rung and
    /// its neighbours. The peak is used because, if the best σ lies between two rungs, chance decides which of them is
    /// better. At an end of the ladder, or if H is NaN, the peak is the σ of the best rung
    /// </returns>
    public static (int Rung, ValidatedSettings Found, double Peak) Climb(
        int start, Func<double, ValidatedSettings> train)
    {
        var tried = new Dictionary<int, ValidatedSettings>();
        ValidatedSettings At(int rung) =>
            tried.TryGetValue(rung, out var known) ? known : tried[rung] = train(Sigma(rung));
        double Height(int rung) => rung is < LowestRung or > HighestRung ? double.NegativeInfinity : At(rung).LaterH;

        var best = start;
        while (true)
        {
            var up = Height(best + 1);
            // If every image is recognised as seen, H is 0 on all neighbouring rungs, and only a larger σ can change
            // that.
            if (up > Height(best) || (up == 0 && Height(best) == 0))
                best++;
            else if (!tried.ContainsKey(best - 1) && Height(best - 1) > Height(best))
                best--;
            else
                return (best, At(best), tried.ContainsKey(best - 1) && tried.ContainsKey(best + 1) ? Peak(best, Height)
                    : Sigma(best));
        }
    }

    /// <summary>Rounds odds, such as σ, to two significant digits, since they are never known more precisely.</summary>
    public static double RoundOdds(double odds)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(odds)) - 1);
        return unit >= 1 ? Math.Round(odds / unit) * unit : Math.Round(odds / unit) / Math.Round(1 / unit);
    }

    private static double Peak(int rung, Func<int, double> height)
    {
        var (below, above) = (Math.Log(Sigma(rung - 1) / Sigma(rung)), Math.Log(Sigma(rung + 1) / Sigma(rung)));
        var (fall, rise) = (height(rung - 1) - height(rung), height(rung + 1) - height(rung)); // both at most 0
        var curvature = (above * fall) - (below * rise);
        var shift = ((above * above * fall) - (below * below * rise)) / (2 * curvature);
        return double.IsFinite(shift) ? Sigma(rung) * Math.Exp(shift) : Sigma(rung);
    }
}
