namespace Unseen.Runs.Training;

/// <summary>A configuration of a comparison that has no result, because its training diverged.</summary>
/// <param name="Name">the label of the configuration, such as "centre + prototype + zla, pseudo 10"</param>
/// <param name="Reason">the seed, the place in training, and what became infinite or NaN, in one sentence; then
/// advice</param>
public sealed record DivergedRun(string Name, string Reason);
