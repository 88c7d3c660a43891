using Unseen.Adaptation;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Problems;

namespace Unseen.Calibration;

/// <summary>
/// Finds what makes the probabilities of an adapted model true: on validation, each half of the images is scored by a
/// model that is adapted to the other half.
/// </summary>
internal sealed class AdaptationRehearsal
{
    private const int Seed = 0;

    private readonly CalibrationFit _fit = new();

    /// <summary>Adds a fold. Does nothing if it has too few images to adapt to, or none that differ within a
    /// class.</summary>
    /// <param name="problem">the validation problem</param>
    /// <param name="model">the model trained on it</param>
    /// <param name="cancellation">stops</param>
    public void Add(GzslProblem problem, UnseenModel model, CancellationToken cancellation)
    {
        var dataset = problem.ToDataset();
        var (first, second) = TransductiveTest.Halve(dataset.Split, Seed);
        if (first.Unseen.Length == 0 || BranchOf(model, dataset) is not { } branch)
            return;
        var branched = model.WithBranch(branch);
        int[][] halves = [[.. first.Seen, .. first.Unseen], [.. second.Seen, .. second.Unseen]];
        AddHalf(branched, dataset, halves[0], halves[1], cancellation);
        AddHalf(branched, dataset, halves[1], halves[0], cancellation);
    }

    /// <summary>Finds the temperatures of what was added; null of nothing.</summary>
    public ScoreCalibration? Fit() => _fit.Fit();

    private static UnseenModel? BranchOf(UnseenModel model, GzslDataset dataset)
    {
        try
        {
            return WhitenedBranch.AddTo(model, dataset).Branch;
        }
        catch (UnseenDataException)
        {
            return null;
        }
    }

    private void AddHalf(
        UnseenModel model, GzslDataset dataset, int[] pool, int[] scored, CancellationToken cancellation)
    {
        var adapted = ModelAdapter.Adapt(model, TransductiveTest.Blocks(dataset.Features, pool),
            new AdaptationOptions { MinUnseen = 0 }, cancellation).Model;
        var scores = new float[scored.Length * dataset.ClassNames.Length];
        adapted.ScoreBatch(dataset.Features.Select(scored).Values, scores);
        _fit.Add(new FeatureMatrix(scores, scored.Length, dataset.ClassNames.Length),
            Array.ConvertAll(scored, row => dataset.Labels[row]), [.. model.IsSeen]);
    }
}
