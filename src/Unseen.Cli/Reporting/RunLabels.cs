using Unseen.Cli.Flags;
using Unseen.Training;

namespace Unseen.Cli.Reporting;

/// <summary>Names the configurations of a comparison by their methods and whatever else differs among them.</summary>
internal static class RunLabels
{
    private static readonly string[] _inTitle = ["--generator", "--classifier", "--adjust", "--centre-fit"];

    /// <summary>One label a run, such as "centre + prototype + zla, pseudo 10".</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<RunOptions> runs)
    {
        var others = TrainingSettings.All.Where(setting => !_inTitle.Contains(setting.Flag.Name) && Differs(setting, runs)).ToArray();
        return [.. runs.Select(run => string.Join(", ", Parts(run)))];

        IEnumerable<string> Parts(RunOptions run) =>
            others.Where(setting => setting.Matters(run)).Select(setting => Describe(setting, run)).Prepend(RunTitle.Of(run));
    }

    /// <summary>
    /// Whether runs that a setting matters to have several values of it; different defaults of different methods do not count.
    /// </summary>
    private static bool Differs(TrainingSetting setting, IReadOnlyList<RunOptions> runs) =>
        runs.Where(setting.Matters).GroupBy(RunTitle.Of).Any(method => method.Select(run => Value(setting, run)).Distinct().Skip(1).Any());

    private static string Describe(TrainingSetting setting, RunOptions run) => $"{setting.Flag.Name.TrimStart('-')} {Value(setting, run)}";

    private static string Value(TrainingSetting setting, RunOptions run) => setting.Get(run)?.ToString() ?? "default";
}
