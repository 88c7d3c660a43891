using System.Globalization;
using Unseen.Training.Progress;

namespace Unseen.Runs.Training;

/// <summary>Formats progress reports of the trainer.</summary>
internal static class ProgressText
{
    /// <summary>Describes progress on one line: the run and the seed if there are several, the stage, the strength of
    /// the adjustment, the phase, the loss, and H if it is known.</summary>
    public static string Describe(TrainingProgress progress)
    {
        var epoch = progress.Epoch;
        List<string> parts = [];
        if (progress.Runs > 1)
            parts.Add($"run {progress.Run + 1}/{progress.Runs}");
        if (progress.Seeds > 1)
            parts.Add($"seed {epoch.Seed}");
        parts.Add(epoch.Stage == TrainingStage.Validation ? "validation" : "final");
        parts.AddRange(epoch.Strength.Select(option => $"{Words.Symbol(option.Key)} {Words.Short(option.Value)}"));
        parts.Add(Phase(epoch));
        parts.Add($"loss {Words.Short(epoch.Loss)}");
        if (epoch.H is { } harmonicMean)
            parts.Add($"H {Words.Percent(harmonicMean)}");
        return string.Join("  ", parts);
    }

    /// <summary>Describes the phase, such as "classifier 12/60".</summary>
    public static string Phase(EpochRecord epoch) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{epoch.Phase.ToString().ToLowerInvariant()} {epoch.Epoch}/{epoch.Epochs}");
}
