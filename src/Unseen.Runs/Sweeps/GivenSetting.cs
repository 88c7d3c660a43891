using Unseen.Training;

namespace Unseen.Runs.Sweeps;

/// <summary>A setting that somebody has given a value.</summary>
/// <param name="Setting">the setting</param>
/// <param name="Text">the value as typed; several with commas between them for a grid</param>
/// <param name="Name">the setting as the user wrote it, for messages</param>
internal sealed record GivenSetting(RunSetting Setting, string Text, string Name);
