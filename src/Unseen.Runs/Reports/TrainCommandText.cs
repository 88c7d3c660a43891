using System.Text.Json;
using System.Text.Json.Nodes;
using Unseen.Runs.Records;
using Unseen.Training;

namespace Unseen.Runs.Reports;

/// <summary>Creates command lines that train a configuration.</summary>
internal static class TrainCommandText
{
    /// <summary>Creates the command that trains a configuration on a dataset.</summary>
    public static string Create(DataSource source, RunOptions options) => Create(
        "unseen train",
        [
            ($"--{JsonConfig.Data}", source.Path), ($"--{JsonConfig.Features}", source.Features),
            ($"--{JsonConfig.Semantics}", source.Semantics), ($"--{JsonConfig.Plugin}", options.Plugin?.Path),
            .. (source.Reading is { } reading ? ReadingConfig.GetTexts(reading) : [])
                .Select(one => (GetFlag(one.Key), (string?)one.Text)),
        ], options);

    /// <summary>Creates a command with flags for files, for the seeds, and for every setting that differs from the
    /// defaults.</summary>
    /// <param name="start">the words before the flags</param>
    /// <param name="files">flags with their values; those with null are left out</param>
    /// <param name="options">the run's options</param>
    public static string Create(
        string start, IEnumerable<(string Flag, string? Value)> files, RunOptions options)
    {
        var defaults = new RunOptions().ToJson();
        var settings = options.DifferencesFromDefaults()
            .Where(setting => !JsonNode.DeepEquals(setting.Value, defaults[setting.Key]))
            .Select(setting => (GetFlag(setting.Key),
                setting.Value?.GetValueKind() == JsonValueKind.True ? "" : GetText(setting.Value)));
        return string.Join(' ', files.Append(GetSeeds(options.Seeds)).Concat(settings)
            .Where(flag => flag.Item2 is not null)
            .Select(flag => flag.Item2 is "" ? flag.Item1 : $"{flag.Item1} {Words.Quoted(flag.Item2!)}")
            .Prepend(start));
    }

    /// <summary>Creates the command that trains the configuration in a file with the given seeds.</summary>
    public static string CreateForConfig(string file, IReadOnlyList<int> seeds) =>
        $"unseen train --config {Words.Quoted(file)} "
            + (seeds is [var one] ? $"--seed {one}" : $"--seeds {string.Join(',', seeds)}");

    private static (string Flag, string? Value) GetSeeds(IReadOnlyList<int> seeds) => seeds switch
    {
        [0] => ("--seed", null),
        [var one] => ("--seed", $"{one}"),
        _ when seeds.SequenceEqual(Enumerable.Range(0, seeds.Count)) => ("--seeds", $"{seeds.Count}"),
        _ => ("--seeds", string.Join(',', seeds)),
    };

    private static string GetFlag(string key) => $"--{JsonNamingPolicy.KebabCaseLower.ConvertName(key)}";

    private static string? GetText(JsonNode? value) => value switch
    {
        null => null,
        JsonArray items => string.Join(',', items),
        _ => value.ToString(),
    };
}
