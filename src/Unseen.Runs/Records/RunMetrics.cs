using System.Diagnostics;
using System.Text.Json.Serialization;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Training;

namespace Unseen.Runs.Records;

/// <summary>The results of a run: the content of metrics.json, and the JSON summary for other programs.</summary>
public sealed record RunMetrics : Scores
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "metrics.json";

    /// <summary>The name of the mean validation H in <see cref="Numbers"/>.</summary>
    public const string ValidationH = "validationH";

    /// <summary>The name of the generator.</summary>
    [JsonPropertyOrder(-1)]
    public string Generator { get; init; } = "";

    /// <summary>The name of the classifier.</summary>
    [JsonPropertyOrder(-1)]
    public string Classifier { get; init; } = "";

    /// <summary>The name of the adjustment.</summary>
    [JsonPropertyOrder(-1)]
    public string Adjust { get; init; } = "";

    /// <summary>"fair", "paper" or "transductive".</summary>
    [JsonPropertyOrder(-1)]
    public string Protocol { get; init; } = "";

    /// <summary>The seeds with results.</summary>
    [JsonPropertyOrder(-1)]
    public IReadOnlyList<int> Seeds { get; init; } = [];

    /// <summary>The total training time of all seeds in seconds.</summary>
    [JsonPropertyOrder(1)]
    public double? Seconds { get; init; }

    /// <summary>The standard deviations over the seeds.</summary>
    [JsonPropertyOrder(1)]
    public Scores? Sd { get; init; }

    /// <summary>The settings chosen for each seed.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<ChosenValues> Chosen { get; init; } = [];

    /// <summary>Whether the run was interrupted before it was complete.</summary>
    [JsonPropertyOrder(1)]
    public bool? Interrupted { get; init; }

    /// <summary>The time of loading the data in seconds; only in the file.</summary>
    [JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LoadSeconds { get; init; }

    /// <summary>The peak main memory of the process in bytes; only in the file.</summary>
    [JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? PeakMemoryBytes { get; init; }

    /// <summary>The results of each seed; only in the file.</summary>
    [JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SeedMetrics>? PerSeed { get; init; }

    /// <summary>The calibration errors of the saved model; only in the file.</summary>
    [JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CalibrationErrors? CalibrationError { get; init; }

    /// <summary>The names of the classes without test images, which are left out of the means; only in the
    /// file.</summary>
    [JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ClassesWithoutTestImages { get; init; }

    /// <summary>All names that <see cref="Numbers"/> can contain.</summary>
    [JsonIgnore]
    public static IReadOnlyList<string> NumberNames { get; } =
        [ValidationH, "U", "S", "H", "T1", "ausuc", "seconds"];

    /// <summary>The numbers by name: means over the seeds, and the total time. Numbers that the run does not have are
    /// absent.</summary>
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

    /// <summary>Creates the summary: means, deviations and chosen settings.</summary>
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
            Protocol = Names.Get(options.Protocol),
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

    /// <summary>Creates the content of metrics.json: the summary of <see cref="Create"/>, time and memory, and the
    /// results of each seed.</summary>
    /// <param name="result">the result of the run</param>
    /// <param name="classNames">[C] names of the classes</param>
    /// <param name="loadSeconds">time of loading the data in seconds</param>
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
                       Pool = seed.Pool,
                       Chosen = ChosenValues.Create(seed.Chosen, result.Options),
                   },
            ],
            ClassesWithoutTestImages =
                [.. result.ClassesWithoutTestImages.Select(label => classNames[label])],
        };

    /// <summary>Gets the summary without the properties that are only in the file.</summary>
    public RunMetrics WithoutDetails() => this with
    {
        LoadSeconds = null,
        PeakMemoryBytes = null,
        PerSeed = null,
        CalibrationError = null,
        ClassesWithoutTestImages = null,
    };

    /// <summary>Reads the results in a run's folder.</summary>
    /// <returns>the results, or null if there are none yet</returns>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    public static RunMetrics? Read(string folder) => JsonText.Read<RunMetrics>(Path.Combine(folder, FileName));
}
