using Unseen.Experiments;
using Unseen.Runs.Records;

namespace Unseen.Runs.Reproduction;

/// <summary>Experiments that are asked for.</summary>
/// <param name="Experiments">which, at least one</param>
/// <param name="Scale">how much is computed</param>
/// <param name="Sources">the datasets, at least one</param>
/// <param name="Folder">where reports and results go; results there are not computed again</param>
public sealed record ReproductionRequest(
    IReadOnlyList<ExperimentKind> Experiments, ExperimentScale Scale, IReadOnlyList<DataSource> Sources, string Folder)
{
    /// <summary>The command line that repeats an experiment, for its report.</summary>
    public Func<ExperimentKind, string> Command { get; init; } = kind => $"unseen reproduce {Names.Of(kind)}";
}
