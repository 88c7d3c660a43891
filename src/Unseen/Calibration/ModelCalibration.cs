using Unseen.Inference;
using Unseen.Problems;

namespace Unseen.Calibration;

/// <summary>What a model is told about its own scores, found on validation.</summary>
/// <param name="Scores">what makes the model's probabilities true, or null</param>
/// <param name="Adapted">what makes them true once the model is adapted, found by rehearsal, or null</param>
/// <param name="Fit">what tells the model's classes from anything else, or null with fewer than 4 classes</param>
internal sealed record ModelCalibration(ScoreCalibration? Scores, ScoreCalibration? Adapted, FitThresholds? Fit)
{
    /// <summary>Nothing is known, since nothing was validated.</summary>
    public static ModelCalibration None { get; } = new(null, null, null);

    /// <summary>Finds the calibration from the models that were trained on the validation problems.</summary>
    /// <param name="folds">the validation problems</param>
    /// <param name="models">the model of each</param>
    /// <param name="cancellation">stops</param>
    public static ModelCalibration Find(
        IReadOnlyList<GzslProblem> folds, IReadOnlyList<UnseenModel> models, CancellationToken cancellation)
    {
        var (fit, known, rehearsal) = (new CalibrationFit(), new KnownFitSearch(), new AdaptationRehearsal());
        var components = TrainingSpread.ComponentsFor(folds);
        foreach (var (problem, model) in folds.Zip(models))
        {
            var scores = problem.ScoredBy(model);
            fit.Add(scores, problem.ScoredLabels, problem.IsSeen);
            known.Add(scores, TrainingSpread.DistancesOf(problem, components), problem.ScoredLabels, problem.IsSeen);
            rehearsal.Add(problem, model, cancellation);
        }

        return new ModelCalibration(fit.Fit(), rehearsal.Fit(), known.Fit(components));
    }
}
