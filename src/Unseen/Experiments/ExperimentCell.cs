using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>One configuration of an experiment. It runs with the seeds of the experiment's scale.</summary>
/// <param name="Series">the row of a table or the line of a plot that this cell belongs to</param>
/// <param name="Variant">the column of the table, or the position on the line as text</param>
/// <param name="Options">the configuration</param>
/// <param name="X">the position on the line, or null (default) in a table</param>
public sealed record ExperimentCell(string Series, string Variant, RunOptions Options, double? X = null)
{
    /// <summary>Series and variant as text, such as "wgan, + ZLA".</summary>
    public string Name => Variant.Length > 0 ? $"{Series}, {Variant}" : Series;
}
