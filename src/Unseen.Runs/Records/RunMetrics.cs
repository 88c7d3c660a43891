using System.Diagnostics;
using System.Text.Json.Serialization;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Training;

namespace Unseen.Runs.Records;

/// <summary>The results of a run: the content of metrics.json, and the summary that other programs are given.</summary>
public sealed record RunMetrics : Scores
{
    /// <summary>The file of a run's folder.</summary>
    public const string FileName = "metrics.json";

    /// <summary>Name of the mean of validation's H among <see cref="Numbers"/>.</summary>
    public const string ValidationH = "validationH";

    /// <summary>Name of the generator.</summary>
    [JsonPropertyOrder(-1)]
    public string Generator { get; init; } = "";

    /// <summary>Name of the classifier.</summary>
    [JsonPropertyOrder(-1)]
    public string Classifier { get; init; } = "";

    /// <summary>Name of the adjustment.</summary>
    [JsonPropertyOrder(-1)]
    public string Adjust { get; init; } = "";

    /// <summary>"fair" or "paper".</summary>
    [JsonPropertyOrder(-1)]
    public string Protocol { get; init; } = "";

    /// <summary>The seeds with results.</summary>
    [JsonPropertyOrder(-1)]
    public IReadOnlyList<int> Seeds { get; init; } = [];

    /// <summary>Seconds of training, all seeds together.</summary>
    [JsonPropertyOrder(1)]
    public double? Seconds { get; init; }

    /// <summary>Standard deviations over the seeds.</summary>
    [JsonPropertyOrder(1)]
    public Scores? Sd { get; init; }

    /// <summary>The settings chosen for each seed.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<ChosenValues> Chosen { get; init; } = [];

    /// <summary>Whether the run was stopped before its end.</summary>
    [JsonPropertyOrder(1)]
    public bool? Interrupted { get; init; }

    /// <summary>Seconds that loading the data took; only in the file.</summary>
    [JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LoadSeconds { get; init; }

    /// <summary>Largest main memory of the process, in bytes; only in the file.</summary>
    [JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? PeakMemoryBytes { get; init; }

    /// <summary>The results of each seed; only in the file.</summary>
    [JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SeedMetrics>? PerSeed { get; init; }

    /// <summary>Names of classes that no average counts; only in the file.</summary>
    [JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ClassesWithoutTestImages { get; init; }

    /// <summary>Names of all numbers that a run may have, as <see cref="Numbers"/> has them.</summary>
    [JsonIgnore]
    public static IReadOnlyList<string> NumberNames { get; } =
        [ValidationH, "U", "S", "H", "T1", "ausuc", "seconds"];

    /// <summary>The numbers by name, means over the seeds; those that the run has not are absent.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, double> Numbers
    {
        get
        {
            var validation = Chosen.Select(chosen => chosen.ValidationH ?? double.NaN).DefaultIfEmpty(double.NaN);
            double?[] values = [Rounded(validation.Average()), U, S, H, T1, Ausuc, Seconds];
            return NumberNames.Zip(values).Where(pair => pair.Second is not null)
                .ToDictionary(pair => pair.First, pair => pair.Second!.Value);
        }
    }

    /// <summary>Means, deviations and what was chosen.</summary>
    public static RunMetrics Create(RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var options = result.Options;
        MeanAndDeviation[] means = [result.U, result.S, result.H, result.T1, result.Ausuc];
        double?[] mean = [.. means.Select(one => Rounded(one.Mean))];
        double?[] deviation = [.. means.Select(one => Rounded(one.Deviation))];
        return new()
        {
            Generator = options.Generator.Name,
            Classifier = options.Classifier.Name,
            Adjust = options.Adjustment.Name,
            Protocol = Names.Of(options.Protocol),
            Seeds = [.. result.Seeds.Select(seed => seed.Seed)],
            U = mean[0],
            S = mean[1],
            H = mean[2],
            T1 = mean[3],
            Ausuc = mean[4],
            Seconds = Rounded(result.Seconds),
            Sd = new Scores
            {
                U = deviation[0],
                S = deviation[1],
                H = deviation[2],
                T1 = deviation[3],
                Ausuc = deviation[4],
            },
            Chosen = [.. result.Seeds.Select(seed => ChosenValues.Create(seed.Chosen, options))],
            Interrupted = result.Interrupted,
        };
    }

    /// <summary>The content of metrics.json: what <see cref="Create"/> gives, what the run took, and each seed by
    /// itself.</summary>
    /// <param name="result">of the run</param>
    /// <param name="classNames">[C] names of the classes</param>
    /// <param name="loadSeconds">seconds that loading the data took</param>
    public static RunMetrics CreateFull(RunResult result, IReadOnlyList<string> classNames, double loadSeconds) =>
        Create(result) with
        {
            LoadSeconds = Rounded(loadSeconds),
            PeakMemoryBytes = Process.GetCurrentProcess().PeakWorkingSet64,
            PerSeed =
            [
                .. from seed in result.Seeds
                   let scores = Scores.Create(seed.Test)
                   select new SeedMetrics
                   {
                       Seed = seed.Seed,
                       U = scores.U,
                       S = scores.S,
                       H = scores.H,
                       T1 = scores.T1,
                       Ausuc = scores.Ausuc,
                       Seconds = Rounded(seed.Seconds),
                       Chosen = ChosenValues.Create(seed.Chosen, result.Options),
                   },
            ],
            ClassesWithoutTestImages =
                [.. result.Seeds[0].Test.ClassesWithoutTestImages.Select(label => classNames[label])],
        };

    /// <summary>The same without what only the file has.</summary>
    public RunMetrics WithoutDetails() => this with
    {
        LoadSeconds = null,
        PeakMemoryBytes = null,
        PerSeed = null,
        ClassesWithoutTestImages = null,
    };

    /// <summary>Reads the results in a run's folder.</summary>
    /// <returns>null if there are none yet</returns>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    public static RunMetrics? Read(string folder) => JsonText.Read<RunMetrics>(Path.Combine(folder, FileName));
}
