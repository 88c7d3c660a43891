using Unseen.Experiments;
using Unseen.Runs.Records;

namespace Unseen.Runs.Reproduction;

/// <summary>A request to compute experiments.</summary>
/// <param name="Experiments">the experiments, at least one</param>
/// <param name="Scale">the extent of the experiments</param>
/// <param name="Sources">the datasets, at least one</param>
/// <param name="Folder">folder for reports and results; existing results are not computed again</param>
public sealed record ReproductionRequest(
    IReadOnlyList<ExperimentKind> Experiments, ExperimentScale Scale, IReadOnlyList<DataSource> Sources, string Folder)
{
    /// <summary>Creates the command line that repeats an experiment, which the report shows; default
    /// <c>unseen reproduce</c> with the name of the experiment.</summary>
    public Func<ExperimentKind, string> Command { get; init; } = kind => $"unseen reproduce {Names.Get(kind)}";
}
