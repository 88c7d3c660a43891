using Unseen.Calibration;
using Unseen.Checkpoints;
using Unseen.Data;
using Unseen.Problems;
using Unseen.Training.Progress;

namespace Unseen.Training;

internal sealed partial class SeedRun
{
    private ChosenSettings ChooseOnValidation()
    {
        if (folds.Count == 0)
            throw ValidationSplit.CreateTooFewClassesException(dataset);
        var rung = SigmaSearch.DefaultRung;
        ValidatedSettings? best = null;
        foreach (var epoch in testSession.SnapshotEpochs)
        {
            ValidatedSettings found;
            if (!options.Adjustment.SearchesStrength || RuleOdds(testProblem) is not null)
                found = Validate(epoch, options.Adjustment.Odds);
            else
                (rung, found) = Climb(rung, odds => Validate(epoch, odds));
            // If a validation split has no images of seen classes, H is always NaN. The last epoch is then chosen.
            if (best is null || found.LaterH > best.LaterH || double.IsNaN(best.LaterH))
                best = found;
        }

        if (best!.Models is { } models)
            _calibration = ModelCalibration.Find(
                folds, Array.ConvertAll(models, ModelBytes.Read), checkpoints.RunCancellation);
        if (options.Adjustment.Odds is null && RuleOdds(testProblem) is { } ruleOdds)
        {
            var odds = options.Adjustment.FollowsRule ? ruleOdds : ruleOdds * Math.Exp(best.LogFactor);
            return best.Settings with
            {
                Options = best.Settings.Options.With(GetStrength(SigmaSearch.RoundOdds(odds))),
                RuleStrength = StrengthValue(SigmaSearch.RoundOdds(ruleOdds)),
            };
        }

        return best.Settings;
    }

    /// <summary>Searches the strength of the adjustment with <see cref="SigmaSearch"/>.</summary>
    private (int Rung, ValidatedSettings Found) Climb(int start, Func<double, ValidatedSettings> train)
    {
        var (rung, found, peak) = SigmaSearch.Climb(start, train);
        return (rung, found with
        {
            Settings = found.Settings with
            {
                Options = found.Settings.Options.With(GetStrength(SigmaSearch.RoundOdds(peak))),
            },
        });
    }

    /// <summary>Trains one classifier on each validation split, and returns the epoch with the best mean H.</summary>
    private ValidatedSettings Validate(int generatorEpoch, double? odds)
    {
        // These settings were validated before an interruption.
        if (_validated.Find(trial => trial.GeneratorEpoch == generatorEpoch && trial.Odds == odds) is { } known)
            return known.Found;
        PseudoFeatures?[] pseudo = [.. foldSessions.Select(
            (session, i) => GetPseudoFeatures(
                session, generatorEpoch, TrainingStage.Validation, foldSessions.Count > 1 ? i + 1 : null))];
        var training = new ValidationTraining(options, problem => (odds ?? RuleOdds(problem)) is { } given
            ? options.Adjustment.WithOdds(given) : options.Adjustment, [.. folds.Zip(pseudo)], seed,
            calibratesModel, checkpoints);
        var found = training.Execute(
            CreateSettings(odds ?? RuleOdds(testProblem)) with { GeneratorEpoch = generatorEpoch }, Log);
        Add(new Trial(generatorEpoch, odds, found));
        checkpoints.EndPhase();
        return found;
    }

    /// <summary>Adds a result, and discards the models of all results that are worse than the best or, if H is NaN, of
    /// earlier generator epochs.</summary>
    private void Add(Trial trial)
    {
        _validated.Add(trial);
        var best = _validated.Max(other => other.Found.LaterH);
        _validated = _validated.ConvertAll(other => other.Found.LaterH < best
            || (double.IsNaN(best) && other.GeneratorEpoch != trial.GeneratorEpoch)
                ? other with { Found = other.Found with { Models = null } } : other);
    }

    /// <summary>The validation result for one generator epoch and one strength of the adjustment.</summary>
    private sealed record Trial(int GeneratorEpoch, double? Odds, ValidatedSettings Found);
}
