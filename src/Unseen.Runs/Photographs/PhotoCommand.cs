using Unseen.Runs.Records;
using Unseen.Runs.Reports;
using Unseen.Training;

namespace Unseen.Runs.Photographs;

/// <summary>Writes the command that repeats a run on photographs.</summary>
internal static class PhotoCommand
{
    /// <summary>Creates an <c>unseen train</c> command with the project's image models and files, the plug-in, the
    /// seeds if they are not the default, and every setting that differs from the defaults.</summary>
    /// <param name="project">the project of photographs</param>
    /// <param name="options">the run's options</param>
    public static string Create(PhotoProject project, RunOptions options) => TrainCommandText.Create(
        $"unseen train {Words.Quoted(project.Folder)}",
        [
            (PhotoOverrides.BackboneName, string.Join(',', project.Backbones)),
            (PhotoOverrides.PreprocessName, project.Preprocess),
            ("--output", project.Output), (PhotoOverrides.WordsName, project.Words),
            (PhotoOverrides.EncoderName, project.Encoder),
            (PhotoOverrides.PromptsName, project.Prompts),
            ($"--{JsonConfig.Plugin}", options.Plugin?.Path),
        ], options);
}
