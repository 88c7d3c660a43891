using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>One configuration of an experiment; its seeds are the scale's.</summary>
/// <param name="Series">what it is compared with others as: a row of a table, a line of a plot</param>
/// <param name="Variant">its column, or its place on the line as text</param>
/// <param name="Options">the configuration</param>
/// <param name="X">its place on a line, or null</param>
public sealed record ExperimentCell(string Series, string Variant, RunOptions Options, double? X = null);
