using Unseen.Adaptation;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Problems;

namespace Unseen.Calibration;

/// <summary>
/// Finds the temperatures that calibrate the probabilities of an adapted model. On validation, each half of the images
/// is scored by a model that is adapted to the other half.
/// </summary>
internal sealed class AdaptationRehearsal
{
    private const int Seed = 0;

    private readonly CalibrationFit _fit = new();

    /// <summary>Adds a validation problem. Does nothing if it has fewer than two images of unseen classes, or if
    /// <see cref="WhitenedBranch"/> cannot be fitted to it.</summary>
    /// <param name="problem">the validation problem</param>
    /// <param name="model">the model trained on this problem</param>
    /// <param name="cancellation">stops the adaptation after the current block of images</param>
    public void Add(GzslProblem problem, UnseenModel model, CancellationToken cancellation)
    {
        var dataset = problem.ToDataset();
        var (first, second) = TransductiveTest.Halve(dataset.Split, Seed);
        if (first.Unseen.Length == 0 || GetBranch(model, dataset) is not { } branch)
            return;
        var branched = model.WithBranch(branch);
        int[][] halves = [[.. first.Seen, .. first.Unseen], [.. second.Seen, .. second.Unseen]];
        AddHalf(branched, dataset, halves[0], halves[1], cancellation);
        AddHalf(branched, dataset, halves[1], halves[0], cancellation);
    }

    /// <summary>Finds the temperatures for all added images; null if there are none.</summary>
    public ScoreCalibration? Fit() => _fit.Fit();

    private static UnseenModel? GetBranch(UnseenModel model, GzslDataset dataset)
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
