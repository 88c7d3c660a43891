using Unseen.Inference;
using Unseen.Problems;

namespace Unseen.Calibration;

/// <summary>The calibration of a model, found on validation.</summary>
/// <param name="Trained">the temperatures that calibrate the model's probabilities; null if nothing was
/// validated</param>
/// <param name="Adapted">the temperatures that calibrate the probabilities of the adapted model; null if nothing was
/// validated, or if adaptation could not be simulated on the validation images (see
/// <see cref="AdaptationRehearsal"/>)</param>
/// <param name="Thresholds">the thresholds that distinguish images of the model's classes from all others; null if
/// there are fewer than 4 seen classes, or if nothing was validated</param>
internal sealed record ModelCalibration(
    ScoreCalibration? Trained, ScoreCalibration? Adapted, FitThresholds? Thresholds)
{
    /// <summary>The calibration of a model for which nothing was validated: all parts are null.</summary>
    public static ModelCalibration None { get; } = new(null, null, null);

    /// <summary>Finds the calibration from the models that were trained on the validation problems.</summary>
    /// <param name="folds">the validation problems</param>
    /// <param name="models">the model of each problem</param>
    /// <param name="cancellation">stops the rehearsal of the adaptation</param>
    public static ModelCalibration Find(
        IReadOnlyList<GzslProblem> folds, IReadOnlyList<UnseenModel> models, CancellationToken cancellation)
    {
        var (temperatures, adaptedTemperatures, thresholds) =
            (new CalibrationFit(), new AdaptationRehearsal(), new KnownFitSearch());
        var components = TrainingSpread.ComponentsFor(folds);
        foreach (var (problem, model) in folds.Zip(models))
        {
            var scores = problem.ScoredBy(model);
            temperatures.Add(scores, problem.ScoredLabels, problem.IsSeen);
            thresholds.Add(
                scores, TrainingSpread.GetDistances(problem, components), problem.ScoredLabels, problem.IsSeen);
            adaptedTemperatures.Add(problem, model, cancellation);
        }

        return new ModelCalibration(temperatures.Fit(), adaptedTemperatures.Fit(), thresholds.Fit(components));
    }
}
