using Unseen.Training;

namespace Unseen.Runs.Sweeps;

/// <summary>A setting with the value that the user gave.</summary>
/// <param name="Setting">the setting</param>
/// <param name="Text">the value as typed; several values separated by commas for a grid</param>
/// <param name="Name">name of the setting in error messages, as the user wrote it</param>
internal sealed record GivenSetting(RunSetting Setting, string Text, string Name);
