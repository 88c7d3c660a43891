using System.Text.Json.Serialization;
using CsvHelper.Configuration.Attributes;
using Unseen.Training.Progress;

namespace Unseen.Runs.Records;

/// <summary>A row of history.csv: one epoch of a generator or classifier.</summary>
public sealed record EpochRow
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "history.csv";

    /// <summary>The <see cref="Phase"/> of a classifier.</summary>
    public const string ClassifierPhase = "classifier";

    private const string Numbers = "0.######";

    /// <summary>The seed.</summary>
    [Name("seed"), Index(0)]
    public int Seed { get; init; }

    /// <summary>"validation" or "final".</summary>
    [Name("stage"), Index(1)]
    public string Stage { get; init; } = "";

    /// <summary>"generator" or "classifier".</summary>
    [Name("phase"), Index(2)]
    public string Phase { get; init; } = "";

    /// <summary>The 1-based number of the validation split on which a generator is trained; null if there is only one
    /// split.</summary>
    [Name("fold"), Index(3)]
    public int? Fold { get; init; }

    /// <summary>The 1-based number of the epoch.</summary>
    [Name("epoch"), Index(4)]
    public int Epoch { get; init; }

    /// <summary>The number of epochs of the phase.</summary>
    [Name("epochs"), Index(5)]
    public int Epochs { get; init; }

    /// <summary>The epoch of the generator that the classifier's pseudo-features come from; 0 without a trained
    /// generator.</summary>
    [Name("generator_epoch"), Index(6)]
    public int GeneratorEpoch { get; init; }

    /// <summary>ZLA's σ, or null.</summary>
    [Name("sigma"), Index(7), Format(Numbers)]
    public double? Sigma { get; init; }

    /// <summary>The mean loss of the epoch's steps; null if it is not a number.</summary>
    [Name("loss"), Index(8), Format(Numbers)]
    public double? Loss { get; init; }

    /// <summary>The same as <see cref="EpochRecord.U"/>.</summary>
    [JsonPropertyName("U"), Name("U"), Index(9), Format(Numbers)]
    public double? U { get; init; }

    /// <summary>The same as <see cref="EpochRecord.S"/>.</summary>
    [JsonPropertyName("S"), Name("S"), Index(10), Format(Numbers)]
    public double? S { get; init; }

    /// <summary>The same as <see cref="EpochRecord.H"/>.</summary>
    [JsonPropertyName("H"), Name("H"), Index(11), Format(Numbers)]
    public double? H { get; init; }

    /// <summary>The time of the epoch in seconds.</summary>
    [Name("seconds"), Index(12), Format(Numbers)]
    public double? Seconds { get; init; }

    /// <summary>Creates the row of an epoch.</summary>
    public static EpochRow Create(EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        return new()
        {
            Seed = epoch.Seed,
            Stage = Names.Get(epoch.Stage),
            Phase = Names.Get(epoch.Phase),
            Fold = epoch.Fold,
            Epoch = epoch.Epoch,
            Epochs = epoch.Epochs,
            GeneratorEpoch = epoch.GeneratorEpoch,
            Sigma = epoch.Strength.Find("sigma"),
            Loss = double.IsNaN(epoch.Loss) ? null : epoch.Loss,
            U = epoch.U,
            S = epoch.S,
            H = epoch.H,
            Seconds = epoch.Seconds,
        };
    }

    /// <summary>Reads history.csv in a run's folder, up to a maximum number of rows.</summary>
    /// <exception cref="CsvHelper.CsvHelperException">The file is damaged.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static IReadOnlyList<EpochRow> Read(string folder, int maxRows = int.MaxValue) =>
        CsvTable.Read<EpochRow>(Path.Combine(folder, FileName), maxRows);
}
