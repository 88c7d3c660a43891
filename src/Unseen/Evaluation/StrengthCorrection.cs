using Unseen.Data;

namespace Unseen.Evaluation;

/// <summary>
/// Moves the strength of an adjustment from the value that a rule gives towards the value that is best on validation.
/// The more the validation classes agree on a value, the closer the result is to it.
/// </summary>
/// <remarks>
/// σ is the odds of a seen class to an unseen class that the training loss assumes. If σ is multiplied by a factor, the
/// trained unseen logits rise by t, the logarithm of the factor, relative to the seen logits. So the harmonic mean H of
/// the accuracies on seen and on unseen classes can be estimated for any σ without another training: t is added to the
/// unseen logits of the classifier that was trained with the rule's σ. The best t of one validation split depends on
/// its few classes. The best t is therefore found for many draws of the classes with replacement (bootstrap). These
/// values have the mean m and the variance v. A normal prior with mean 0 and variance p = (log 2)² then gives
/// t = m p / (p + v).
/// </remarks>
internal sealed class StrengthCorrection
{
    private const double PriorDeviation = 0.6931471805599453; // log 2: the rule is usually right within a factor of 2
    private const double MaxLogFactor = 2.5; // the largest |t| that is tried
    private const double Step = 0.05;
    private const int Draws = 200;

    private readonly List<double[]> _seen = [], _unseen = []; // accuracy of a class at every t

    private static int Places => (int)Math.Round(2 * MaxLogFactor / Step) + 1;

    /// <summary>Adds the scores of one validation split.</summary>
    /// <param name="scores">[M, C] logits of a classifier trained with the rule's strength</param>
    /// <param name="labels">[M] 0-based true classes</param>
    /// <param name="isSeen">[C] which classes are seen</param>
    public void Add(FeatureMatrix scores, ReadOnlySpan<int> labels, bool[] isSeen)
    {
        var counts = new int[isSeen.Length];
        foreach (var label in labels)
            counts[label]++;
        var accuracies = Array.ConvertAll(counts, count => count == 0 ? null : new double[Places]);
        for (var i = 0; i < labels.Length; i++)
        {
            var truth = labels[i];
            var best = GroupBest.Find(scores.Row(i), isSeen);
            if ((isSeen[truth] ? best.Seen : best.Unseen) != truth)
                continue;
            for (var place = 0; place < Places; place++)
                if ((best.Margin > (place * Step) - MaxLogFactor) == isSeen[truth])
                    accuracies[truth]![place] += 1.0 / counts[truth];
        }

        for (var c = 0; c < accuracies.Length; c++)
            if (accuracies[c] is { } own)
                (isSeen[c] ? _seen : _unseen).Add(own);
    }

    /// <summary>Computes the logarithm of the factor by which to multiply the rule's strength; 0 if one group of
    /// classes has no images.</summary>
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

    /// <summary>Draws as many classes as there are, with replacement, and computes their mean accuracy at every
    /// t.</summary>
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

    /// <summary>Finds the t with the largest H; if there are several, the t nearest to 0.</summary>
    private static double Best(double[] seen, double[] unseen)
    {
        var (best, bestH) = (0.0, -1.0);
        for (var place = 0; place < Places; place++)
        {
            var (s, u, t) = (seen[place], unseen[place], (place * Step) - MaxLogFactor);
            var h = s + u == 0 ? 0 : 2 * s * u / (s + u);
            if (h > bestH || (h == bestH && Math.Abs(t) < Math.Abs(best)))
                (best, bestH) = (t, h);
        }

        return best;
    }
}
