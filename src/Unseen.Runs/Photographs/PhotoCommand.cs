using Unseen.Runs.Reports;
using Unseen.Training;

namespace Unseen.Runs.Photographs;

/// <summary>Writes the command that repeats a run on photographs.</summary>
internal static class PhotoCommand
{
    /// <summary>The command, with every setting that differs from the defaults.</summary>
    /// <param name="project">the photographs and descriptions</param>
    /// <param name="options">the run's options</param>
    public static string Of(PhotoProject project, RunOptions options) => TrainCommandText.Of(
        $"unseen train {Words.Quoted(project.Folder)}",
        [
            (PhotoOverrides.BackboneName, string.Join(',', project.Backbones)), ("--preprocess", project.Preprocess),
            ("--output", project.Output), (PhotoOverrides.WordsName, project.Words),
            (PhotoOverrides.EncoderName, project.Encoder),
            (PhotoOverrides.PromptsName, project.Prompts),
        ], options);
}
