using Unseen.Descriptions;
using Unseen.Training;

namespace Unseen.Runs.Training;

/// <summary>The outcome of a training.</summary>
/// <param name="Result">the result; for an interrupted run, the results that it has so far</param>
/// <param name="Folder">the folder with the results, as the user wrote it</param>
/// <param name="ResumeFolder">the folder to resume after an interruption, or null if there is nothing to resume</param>
/// <param name="Descriptions">the report on the descriptions, which is created before training</param>
public sealed record TrainingOutcome(
    RunResult Result, string Folder, string? ResumeFolder, DescriptionReport Descriptions);
