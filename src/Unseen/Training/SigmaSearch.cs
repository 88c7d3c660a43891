namespace Unseen.Training;

/// <summary>Finds σ on the ladder ... 1, 3, 10, 30, 100, 300 ...: climbs from a start to the first rung whose neighbours are no better.</summary>
internal static class SigmaSearch
{
    /// <summary>Where the first search starts.</summary>
    public const int DefaultRung = 4;

    /// <summary>Trainings that a search is expected to need, for the time left.</summary>
    public const int ExpectedTrainings = 4;

    private const int LowestRung = -4; // 0.01
    private const int HighestRung = 12; // 1e6

    /// <summary>σ of a rung: 1, 3, 10, 30, 100 for 0, 1, 2, 3, 4.</summary>
    public static double Sigma(int rung)
    {
        var decade = Math.DivRem(rung - (rung & 1), 2, out _);
        return Math.Pow(10, decade) * ((rung & 1) == 0 ? 1 : 3);
    }

    /// <summary>Climbs to a local maximum.</summary>
    /// <param name="start">the first rung to try</param>
    /// <param name="train">trains with σ and gives what validation found; called at most once a rung</param>
    /// <returns>the best rung and what its training gave</returns>
    public static (int Rung, ValidatedSettings Found) Climb(int start, Func<double, ValidatedSettings> train)
    {
        var tried = new Dictionary<int, ValidatedSettings>();
        ValidatedSettings At(int rung) => tried.TryGetValue(rung, out var known) ? known : tried[rung] = train(Sigma(rung));
        double Height(int rung) => rung is < LowestRung or > HighestRung ? double.NegativeInfinity : At(rung).LaterH;

        var best = start;
        while (true)
        {
            var up = Height(best + 1);
            // Where every image is recognised as seen H is 0 all around: only a larger σ leads out.
            if (up > Height(best) || (up == 0 && Height(best) == 0))
                best++;
            else if (!tried.ContainsKey(best - 1) && Height(best - 1) > Height(best))
                best--;
            else
                return (best, At(best));
        }
    }
}
