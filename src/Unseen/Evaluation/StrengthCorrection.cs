using Unseen.Data;

namespace Unseen.Evaluation;

/// <summary>
/// How far validation moves an adjustment's strength from what a rule gives: towards the constant that would have been
/// best there, by as much as the classes agree on it.
/// </summary>
/// <remarks>
/// Multiplying σ by a factor raises the unseen logits by its logarithm t, as far as the training loss decides; so one
/// training with the rule's σ shows, by adding t to the unseen scores, what H other σ's would have. The best t of one
/// validation split depends on its few classes. It is therefore found for many draws of the classes with replacement
/// (bootstrap), which give a mean m and a variance v, and combined with a normal prior of mean 0 and a deviation of
/// log 2: t = m p / (p + v) with p = (log 2)².
/// </remarks>
internal sealed class StrengthCorrection
{
    private const double PriorDeviation = 0.6931471805599453; // log 2: the rule is right to a factor of two
    private const double Reach = 2.5; // largest |t| tried
    private const double Step = 0.05;
    private const int Draws = 200;

    private readonly List<double[]> _seen = [], _unseen = []; // accuracy of a class at every t

    private static int Places => (int)Math.Round(2 * Reach / Step) + 1;

    /// <summary>Adds what one validation split shows.</summary>
    /// <param name="scores">[M, C] logits of a classifier trained with the rule's strength</param>
    /// <param name="labels">[M] true classes</param>
    /// <param name="isSeen">[C] which classes are seen</param>
    public void Add(FeatureMatrix scores, ReadOnlySpan<int> labels, bool[] isSeen)
    {
        var counts = new int[isSeen.Length];
        foreach (var label in labels)
            counts[label]++;
        var found = Array.ConvertAll(counts, count => count == 0 ? null : new double[Places]);
        for (var i = 0; i < labels.Length; i++)
        {
            var truth = labels[i];
            var best = GroupBest.Of(scores.Row(i), isSeen);
            if ((isSeen[truth] ? best.Seen : best.Unseen) != truth)
                continue;
            for (var place = 0; place < Places; place++)
                if ((best.Margin > (place * Step) - Reach) == isSeen[truth])
                    found[truth]![place] += 1.0 / counts[truth];
        }

        for (var c = 0; c < found.Length; c++)
            if (found[c] is { } own)
                (isSeen[c] ? _seen : _unseen).Add(own);
    }

    /// <summary>The logarithm of the factor that the rule's odds are multiplied by.</summary>
    public double LogFactor()
    {
        if (_seen.Count == 0 || _unseen.Count == 0)
            return 0;
        var random = new Random(0);
        var bests = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
            bests[draw] = Best(Mean(_seen, random), Mean(_unseen, random));
        var mean = bests.Average();
        var variance = bests.Sum(best => (best - mean) * (best - mean)) / (Draws - 1);
        const double prior = PriorDeviation * PriorDeviation;
        return mean * prior / (prior + variance);
    }

    /// <summary>Mean accuracy of as many classes as there are, drawn with replacement.</summary>
    private static double[] Mean(List<double[]> classes, Random random)
    {
        var sum = new double[Places];
        for (var i = 0; i < classes.Count; i++)
        {
            var drawn = classes[random.Next(classes.Count)];
            for (var place = 0; place < sum.Length; place++)
                sum[place] += drawn[place] / classes.Count;
        }

        return sum;
    }

    /// <summary>The t with the largest H, the one nearest to 0 of equals.</summary>
    private static double Best(double[] seen, double[] unseen)
    {
        var (best, bestH) = (0.0, -1.0);
        for (var place = 0; place < Places; place++)
        {
            var (s, u, t) = (seen[place], unseen[place], (place * Step) - Reach);
            var h = s + u == 0 ? 0 : 2 * s * u / (s + u);
            if (h > bestH || (h == bestH && Math.Abs(t) < Math.Abs(best)))
                (best, bestH) = (t, h);
        }

        return best;
    }
}
