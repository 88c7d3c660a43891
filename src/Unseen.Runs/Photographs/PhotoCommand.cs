using System.Text.Json;
using System.Text.Json.Nodes;
using Unseen.Training;

namespace Unseen.Runs.Photographs;

/// <summary>Writes the command that repeats a run on photographs.</summary>
internal static class PhotoCommand
{
    /// <summary>The command, with every setting that differs from the defaults.</summary>
    /// <param name="project">the photographs and descriptions</param>
    /// <param name="options">the run's options</param>
    public static string Of(PhotoProject project, RunOptions options)
    {
        (string Flag, string? Value)[] files =
        [
            (PhotoOverrides.BackboneName, string.Join(',', project.Backbones)), ("--preprocess", project.Preprocess),
            ("--output", project.Output), ("--words", project.Words), (PhotoOverrides.EncoderName, project.Encoder),
            (PhotoOverrides.PromptsName, project.Prompts), SeedsOf(options.Seeds),
        ];
        var defaults = new RunOptions().ToJson();
        var settings = options.DifferencesFromDefaults()
            .Where(setting => !JsonNode.DeepEquals(setting.Value, defaults[setting.Key]))
            .Select(setting => ($"--{JsonNamingPolicy.KebabCaseLower.ConvertName(setting.Key)}",
                setting.Value?.GetValueKind() == JsonValueKind.True ? "" : TextOf(setting.Value)));
        return string.Join(' ', files.Concat(settings).Where(flag => flag.Item2 is not null)
            .Select(flag => flag.Item2 is "" ? flag.Item1 : $"{flag.Item1} {Words.Quoted(flag.Item2!)}")
            .Prepend($"unseen train {Words.Quoted(project.Folder)}"));
    }

    private static (string Flag, string? Value) SeedsOf(IReadOnlyList<int> seeds) => seeds switch
    {
        [0] => ("--seed", null),
        [var one] => ("--seed", $"{one}"),
        _ when seeds.SequenceEqual(Enumerable.Range(0, seeds.Count)) => ("--seeds", $"{seeds.Count}"),
        _ => ("--seeds", string.Join(',', seeds)),
    };

    private static string? TextOf(JsonNode? value) => value switch
    {
        null => null,
        JsonArray items => string.Join(',', items),
        _ => value.ToString(),
    };
}
