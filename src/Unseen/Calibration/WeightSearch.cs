using System.Numerics.Tensors;
using Unseen.Data;
using Unseen.Evaluation;

namespace Unseen.Calibration;

/// <summary>Chooses, on validation, the weight w of the untrained members of an ensemble. The logits of the ensemble
/// are (1 - w) times the mean over the trained members plus w times the mean over the untrained members.</summary>
/// <remarks>
/// The candidates are the multiples of 0.05 from 0 to 1, without 0 if γ is chosen as well. A weight is excluded if U or
/// S is lower than with the untrained members alone (w = 1, γ = 0). Of the remaining weights whose H is at most one
/// standard error below the best H, the largest weight is chosen. The standard error of the difference in H is
/// estimated from 200 draws of the classes with replacement. So the trained members get more weight only if the gain in
/// H is unlikely to be chance.
/// </remarks>
/// <param name="calibrates">whether a constant γ, chosen for each weight, is subtracted from seen scores</param>
internal sealed class WeightSearch(bool calibrates)
{
    private const int Steps = 20; // of the weight, from 0 to 1
    private const int Draws = 200; // of classes, for the standard error

    private readonly List<(FeatureMatrix Trained, FeatureMatrix Others, int[] Labels, bool[] IsSeen)> _folds = [];

    /// <summary>Adds a validation split. The arguments are not copied.</summary>
    /// <param name="trained">[M, C] mean logits of the trained members, corrected for the chosen strength of the
    /// adjustment</param>
    /// <param name="others">[M, C] mean logits of the untrained members</param>
    /// <param name="labels">[M] true classes</param>
    /// <param name="isSeen">[C] whether each class is seen</param>
    public void Add(FeatureMatrix trained, FeatureMatrix others, int[] labels, bool[] isSeen) =>
        _folds.Add((trained, others, labels, isSeen));

    /// <summary>Finds the weight. Returns it with its γ and its H on validation, in per cent.</summary>
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
        // A split that has images of only one group says nothing about γ.
        var shift = gamma ?? (!calibrates ? 0 : _folds.Zip(scores, (fold, foldScores) =>
            SeenUnseenCurve.Trace(foldScores, fold.Labels, fold.IsSeen).BestGamma).Average() ?? 0);
        List<double> seen = [], unseen = [];
        foreach (var ((_, _, labels, isSeen), foldScores) in _folds.Zip(scores))
        {
            var result = GzslMetrics.Evaluate(foldScores, labels, isSeen, shift);
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

    /// <summary>The scores on validation for one weight.</summary>
    /// <param name="Weight">the weight</param>
    /// <param name="Gamma">the constant γ for this weight</param>
    /// <param name="Seen">the accuracy of each seen class of each split, per cent</param>
    /// <param name="Unseen">the accuracy of each unseen class of each split, per cent</param>
    private sealed record Trial(double Weight, double Gamma, double[] Seen, double[] Unseen)
    {
        public double U { get; } = Unseen.Average();

        public double S { get; } = Seen.Average();

        public double H => new SeenUnseenPoint(Gamma, U, S).H;

        public Trial With(int[] seen, int[] unseen) =>
            new(Weight, Gamma, Array.ConvertAll(seen, c => Seen[c]), Array.ConvertAll(unseen, c => Unseen[c]));
    }
}
