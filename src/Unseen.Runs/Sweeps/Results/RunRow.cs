using System.Text.Json.Nodes;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Results;

/// <summary>A stored run with its parsed options and results.</summary>
public sealed class RunRow
{
    /// <summary>The key of a run's dataset.</summary>
    public const string DatasetKey = "dataset";

    private readonly Dictionary<string, string> _options;

    private RunRow(StoredRun run, Dictionary<string, string> options) => (Run, _options) = (run, options);

    /// <summary>The run in the store.</summary>
    public StoredRun Run { get; }

    /// <summary>The options by key, including the dataset but not the seeds.</summary>
    public IReadOnlyDictionary<string, string> Options => _options;

    /// <summary>The label of the dataset.</summary>
    public string Dataset => _options[DatasetKey];

    /// <summary>The path of the dataset.</summary>
    internal string Data { get; private init; } = "";

    /// <summary>The seeds, such as "0" or "0,1,2".</summary>
    public string Seeds { get; private init; } = "";

    /// <summary>The results by name, as in <see cref="RunMetrics.Numbers"/>. Results that the run does not have are
    /// absent.</summary>
    public IReadOnlyDictionary<string, double> Numbers { get; private init; } = new Dictionary<string, double>();

    /// <summary>Gets a result; NaN if it is absent.</summary>
    public double Number(string name) => Numbers.GetValueOrDefault(name, double.NaN);

    /// <summary>Parses runs that are shown together, and labels their datasets so that datasets of the same name can be
    /// distinguished.</summary>
    public static IReadOnlyList<RunRow> All(IEnumerable<StoredRun> runs)
    {
        RunRow[] rows = [.. runs.Select(Create)];
        var labels = DatasetLabels.Create(rows.Select(row => (row.Data, row.Run.Dataset)));
        foreach (var row in rows)
            row._options[DatasetKey] = labels[(row.Data, row.Run.Dataset)];
        return rows;
    }

    /// <summary>Parses a run. The label of its dataset is the dataset's name.</summary>
    public static RunRow Create(StoredRun run)
    {
        var config = JsonNode.Parse(run.Config)!.AsObject();
        Dictionary<string, string> options = new() { [DatasetKey] = run.Dataset };
        foreach (var (key, value) in config)
            if (key != JsonConfig.Seeds && key != JsonConfig.Data && value is not null)
                options[key] = value is JsonArray list ? string.Join(',', list) : value.ToString();
        return new RunRow(run, options)
        {
            Data = Path.TrimEndingDirectorySeparator((string?)config[JsonConfig.Data] ?? ""),
            Seeds = config[JsonConfig.Seeds] is JsonArray seeds ? string.Join(',', seeds)
                : $"{config[JsonConfig.Seeds]}",
            Numbers = run.Metrics is null ? new Dictionary<string, double>()
                : JsonText.Parse<RunMetrics>(run.Metrics)!.Numbers,
        };
    }

    /// <summary>Reads the metrics.json of a complete run, and formats it as one line, as the store contains it.
    /// </summary>
    /// <param name="folder">the folder of the run. If a process has not moved the results there yet, they are read from
    /// the temporary folder beside it</param>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static string ReadMetrics(string folder) => JsonText.OneLine(JsonNode.Parse(
        File.ReadAllText(Path.Combine(RunFolder.Unfinished(folder), RunMetrics.FileName)))!);

    /// <summary>Finds the keys of options that differ between runs. For each option, runs without it are
    /// ignored.</summary>
    public static IReadOnlyList<string> Differing(IReadOnlyCollection<RunRow> rows) =>
    [
        .. rows.SelectMany(row => row.Options.Keys).Distinct()
            .Where(key => rows.Select(row => row.Options.GetValueOrDefault(key)).OfType<string>().Distinct().Skip(1)
                .Any()),
    ];
}
