using Unseen.Descriptions;
using Unseen.Training;

namespace Unseen.Runs.Training;

/// <summary>The outcome of a training.</summary>
/// <param name="Result">the result, with what is there of an interrupted run</param>
/// <param name="Folder">the folder with the results, as short as it was given</param>
/// <param name="ResumeFolder">the folder to go on with after an interruption, or null</param>
/// <param name="Descriptions">what the doctor said of the descriptions before training</param>
public sealed record TrainingOutcome(
    RunResult Result, string Folder, string? ResumeFolder, DescriptionReport Descriptions);
