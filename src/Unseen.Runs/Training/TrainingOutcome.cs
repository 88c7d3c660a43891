using Unseen.Training;

namespace Unseen.Runs.Training;

/// <summary>The outcome of a training.</summary>
/// <param name="Result">the result, which is partial if the run was interrupted</param>
/// <param name="Folder">the folder with the results, as the user wrote it</param>
/// <param name="ResumeFolder">the folder to resume from after an interruption, or null</param>
public sealed record TrainingOutcome(RunResult Result, string Folder, string? ResumeFolder);
