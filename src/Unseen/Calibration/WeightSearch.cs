using System.Numerics.Tensors;
using Unseen.Data;
using Unseen.Evaluation;

namespace Unseen.Calibration;

/// <summary>Chooses on validation the weight w of an ensemble's members that are not trained: logits are (1 - w) times
/// the mean of the trained members, and w times the mean of the others.</summary>
/// <remarks>
/// Only weights count with which neither U nor S is lower than with these members alone, w = 1. One of them has the
/// largest H. The largest weight is chosen whose H is not lower than that by more than one standard error of the
/// difference over classes, so that training has no say in what may be chance.
/// </remarks>
/// <param name="calibrates">whether a constant γ, chosen for each weight, is subtracted from seen scores</param>
internal sealed class WeightSearch(bool calibrates)
{
    private const int Steps = 20;
    private const int Draws = 200;

    private readonly List<(FeatureMatrix Trained, FeatureMatrix Others, int[] Labels, bool[] IsSeen)> _folds = [];

    /// <summary>Adds a validation split. The arguments are kept.</summary>
    /// <param name="trained">[M, C] mean logits of the trained members, as they will be with the chosen strength of
    /// the adjustment</param>
    /// <param name="others">[M, C] mean logits of the other members</param>
    /// <param name="labels">[M] true classes</param>
    /// <param name="isSeen">[C] which classes are seen</param>
    public void Add(FeatureMatrix trained, FeatureMatrix others, int[] labels, bool[] isSeen) =>
        _folds.Add((trained, others, labels, isSeen));

    /// <summary>Finds the weight, with its γ and its H on validation, per cent.</summary>
    public (double Weight, double Gamma, double H) Find()
    {
        var alone = Try(1, gamma: 0);
        Trial[] trials =
        [
            alone,
            .. Enumerable.Range(calibrates ? 0 : 1, Steps).Select(step => Try((Steps - step) / (double)Steps))
                .Where(trial => trial.U >= alone.U && trial.S >= alone.S),
        ];
        var best = trials.MaxBy(trial => trial.H)!;
        var chosen = trials.First(trial => best.H - trial.H <= StandardError(best, trial));
        return (chosen.Weight, chosen.Gamma, chosen.H);
    }

    private Trial Try(double weight, double? gamma = null)
    {
        FeatureMatrix[] scores = [.. _folds.Select(fold => Mean(fold.Trained, fold.Others, weight))];
        var shift = gamma ?? (!calibrates ? 0 : _folds.Zip(scores, (fold, own) =>
            SeenUnseenCurve.Trace(own, fold.Labels, fold.IsSeen).Best.Gamma).Average());
        List<double> seen = [], unseen = [];
        foreach (var ((_, _, labels, isSeen), own) in _folds.Zip(scores))
        {
            var result = GzslMetrics.Evaluate(own, labels, isSeen, shift);
            for (var c = 0; c < isSeen.Length; c++)
                if (result.TestCounts[c] > 0)
                    (isSeen[c] ? seen : unseen).Add(result.PerClassAccuracy[c]);
        }

        return new Trial(weight, shift, [.. seen], [.. unseen]);
    }

    /// <summary>Computes the standard error of the difference of H between two trials, by drawing classes with
    /// replacement.</summary>
    private static double StandardError(Trial one, Trial other)
    {
        var random = new Random(0);
        var differences = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            int[] seen = [.. one.Seen.Select(_ => random.Next(one.Seen.Length))];
            int[] unseen = [.. one.Unseen.Select(_ => random.Next(one.Unseen.Length))];
            differences[draw] = one.With(seen, unseen).H - other.With(seen, unseen).H;
        }

        return TensorPrimitives.StdDev<double>(differences);
    }

    private static FeatureMatrix Mean(FeatureMatrix trained, FeatureMatrix others, double weight)
    {
        var mean = new FeatureMatrix(new float[trained.Values.Length], trained.Rows, trained.Columns);
        TensorPrimitives.Multiply(trained.Values, (float)(1 - weight), mean.Values);
        TensorPrimitives.MultiplyAdd(others.Values, (float)weight, mean.Values, mean.Values);
        return mean;
    }

    /// <summary>What a weight reaches.</summary>
    /// <param name="Weight">the weight</param>
    /// <param name="Gamma">its γ</param>
    /// <param name="Seen">the accuracy of each seen class of each split, per cent</param>
    /// <param name="Unseen">the same for unseen classes</param>
    private sealed record Trial(double Weight, double Gamma, double[] Seen, double[] Unseen)
    {
        public double U { get; } = Unseen.Average();

        public double S { get; } = Seen.Average();

        public double H => new SeenUnseenPoint(Gamma, U, S).H;

        public Trial With(int[] seen, int[] unseen) =>
            new(Weight, Gamma, Array.ConvertAll(seen, c => Seen[c]), Array.ConvertAll(unseen, c => Unseen[c]));
    }
}
