using System.Globalization;
using System.Text.Json.Nodes;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Training;

namespace Unseen.Runs.Records;

/// <summary>Everything that a run depends on. It is the content of options.json, which can be used as a configuration
/// to repeat the run.</summary>
public sealed record RunDescription
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "options.json";

    /// <summary>The format version of folders that this program writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format version of the folder.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The start time of the run, in ISO 8601.</summary>
    public string? Time { get; init; }

    /// <summary>The command line that started the run, or null if it was started through the library.</summary>
    public string? Command { get; init; }

    /// <summary>The configuration that repeats the run.</summary>
    public JsonObject? Config { get; init; }

    /// <summary>The run's options by name.</summary>
    public JsonObject? Options { get; init; }

    /// <summary>"fair", "paper" or "transductive".</summary>
    public string? Protocol { get; init; }

    /// <summary>The seeds.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [];

    /// <summary>The data, or null if the file does not have it.</summary>
    public DataDescription? Data { get; init; }

    /// <summary>The photograph project that the data was made from, or null.</summary>
    public JsonObject? Photographs { get; init; }

    /// <summary>The versions of the software, or null if the file does not have them.</summary>
    public PackageVersions? Packages { get; init; }

    /// <summary>The machine, or null if the file does not have it.</summary>
    public MachineDescription? Machine { get; init; }

    /// <summary>Describes a run. Loads libtorch.</summary>
    /// <param name="options">the run's options</param>
    /// <param name="source">the location of the data</param>
    /// <param name="dataset">the data</param>
    /// <param name="time">the start time</param>
    /// <param name="photographs">the photograph project that the data is made from, or null (default)</param>
    public static RunDescription Create(
        RunOptions options, DataSource source, GzslDataset dataset, DateTimeOffset time, JsonObject? photographs = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(dataset);
        return new()
        {
            Time = time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            Config = GetConfiguration(options, source),
            Options = options.ToJson(),
            Protocol = Names.Get(options.Protocol),
            Seeds = options.Seeds,
            Data = new DataDescription
            {
                Name = dataset.Name,
                Path = Path.GetFullPath(source.Path),
                Features = source.Features,
                Semantics = source.Semantics,
                Reading = source.Reading,
                Sha256 = dataset.Checksums,
            },
            Photographs = photographs,
            Packages = PackageVersions.Current(),
            Machine = MachineDescription.Current(options),
        };
    }

    /// <summary>Creates a configuration that repeats a run.</summary>
    public static JsonObject GetConfiguration(RunOptions options, DataSource source)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(source);
        var config = new JsonObject { [JsonConfig.Data] = Path.GetFullPath(source.Path) };
        if (source.Features is not null)
            config[JsonConfig.Features] = source.Features;
        if (source.Semantics is not null)
            config[JsonConfig.Semantics] = source.Semantics;
        if (source.Reading is { } reading)
            foreach (var (key, text) in ReadingConfig.GetTexts(reading))
                config[key] = text;
        if (options.Plugin is { } plugin)
            config[JsonConfig.Plugin] = plugin.Path;
        foreach (var (name, value) in options.ToJson())
            config[name] = value?.DeepClone();
        config[JsonConfig.Seeds] = JsonText.ToNode(options.Seeds);
        return config;
    }

    /// <summary>Reads the description in a run's folder.</summary>
    /// <returns>the description, or null if there is none</returns>
    /// <exception cref="ModelFileException">The file is damaged, or was written by a later version.</exception>
    public static RunDescription? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var description = JsonText.Read<RunDescription>(path);
        return description is null or { Format: <= CurrentFormat } ? description
            : throw new ModelFileException(path,
                $"the run was written by a later version of unseen (format {description.Format}; this version "
                    + $"reads up to {CurrentFormat}). Use that version.");
    }
}
