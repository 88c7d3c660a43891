using System.Text.Json;
using System.Text.Json.Nodes;
using Unseen.Training;

namespace Unseen.Runs.Folders;

/// <summary>Labels the configurations of a comparison by their methods and by the settings that differ between
/// configurations of the same methods.</summary>
internal static class RunLabels
{
    private static readonly string[] _inTitle = ["generator", "classifier", "adjust", "centreFit"];

    /// <summary>Creates one label per run, such as "centre + prototype + zla, pseudo 10".</summary>
    public static IReadOnlyList<string> Create(IReadOnlyList<RunOptions> runs)
    {
        var values = runs.Select(run => run.ToJson()).ToArray();
        var others = values.SelectMany(one => one.Select(pair => pair.Key)).Distinct()
            .Where(name => !_inTitle.Contains(name) && Differs(name)).ToArray();
        return [.. runs.Zip(values, (run, value) => string.Join(", ", Parts(run, value)))];

        // Ignore differences between the defaults of different methods.
        bool Differs(string name) => runs.Zip(values).Where(pair => pair.Second.ContainsKey(name))
            .GroupBy(pair => RunTitle.Create(pair.First))
            .Any(method => method.Select(pair => Text(pair.Second[name])).Distinct().Skip(1).Any());

        IEnumerable<string> Parts(RunOptions run, JsonObject value) => others.Where(value.ContainsKey)
            .Select(name => $"{JsonNamingPolicy.KebabCaseLower.ConvertName(name)} {Text(value[name])}")
                .Prepend(RunTitle.Create(run));
    }

    private static string Text(JsonNode? value) => value?.ToString() ?? "default";
}
