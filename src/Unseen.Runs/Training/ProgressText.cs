using System.Globalization;
using Unseen.Training.Progress;

namespace Unseen.Runs.Training;

/// <summary>One report of the trainer as a line.</summary>
internal static class ProgressText
{
    /// <summary>Such as "σ 100  classifier 12/60  loss 0.823  validation H 65.2", at most 60 letters or so.</summary>
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

    /// <summary>Such as "classifier 12/60".</summary>
    public static string Phase(EpochRecord epoch) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{epoch.Phase.ToString().ToLowerInvariant()} {epoch.Epoch}/{epoch.Epochs}");
}
