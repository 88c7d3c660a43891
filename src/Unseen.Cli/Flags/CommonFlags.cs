using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;

namespace Unseen.Cli.Flags;

/// <summary>The flags that several commands share: those for data, results and configuration files.</summary>
internal static class CommonFlags
{
    /// <summary>The flags of the commands that train.</summary>
    public static IEnumerable<Flag> GetTrainingFlags(TrainingFlags training) =>
    [
        Data, Features, Semantics, .. ReadingFlags.Uncommon, .. training.Flags, SeedFlags.Seed, SeedFlags.Seeds,
        Config, Cache, NoCache, Out, Overwrite, Json, Quiet,
    ];

    public static Flag Data { get; } = new(
        "--data", OptionKind.Text, "DIR",
            "The dataset: a folder of arrays or tables (xlsa17 .mat, .npz, CSV and others), or one .npz file.")
    {
        Group = "Data",
    };

    /// <summary>The training data of a model that the command changes.</summary>
    public static Flag TrainingData { get; } = Data with
    {
        Description = "The data that the model was trained on [default: where the run found it].",
    };

    public static Flag Features { get; } = new(
        "--features", OptionKind.Text, "NAME",
            "Name of the features file in the folder [default: res101, or the only one].")
    {
        Group = "Data",
    };

    public static Flag Semantics { get; } = new(
        "--semantics", OptionKind.Text, "NAME", "Name of the file or array with the descriptors [default: att].")
    {
        Group = "Data",
    };

    public static Flag Cache { get; } = new(
        "--cache", OptionKind.Text, "DIR",
            "Folder that keeps data in a form that loads in milliseconds [default: runs/.cache].")
    {
        Group = "Data",
        IsCommon = false,
    };

    public static Flag NoCache { get; } =
        new("--no-cache", OptionKind.Switch, "", "Read the data from its own files, and cache nothing.")
        {
            Group = "Data",
            IsCommon = false,
        };

    public static Flag Out { get; } =
        new("--out", OptionKind.Text, "DIR", "Folder for the results [default: a new one under runs].")
        {
            Group = "Results",
        };

    public static Flag Overwrite { get; } = new(
        "--overwrite", OptionKind.Switch, "", "Replace the results in --out, once the new ones are complete.")
    {
        Group = "Results",
    };

    public static Flag Json { get; } = new(
        "--json", OptionKind.Switch, "", "Print one JSON object on stdout; everything else goes to stderr.")
    {
        Group = "Results",
    };

    public static Flag Quiet { get; } = new("--quiet", OptionKind.Switch, "", "Show no progress.")
    {
        Group = "Results",
    };

    public static Flag Config { get; } = new(
        "--config", OptionKind.Text, "FILE",
        "Read options from a JSON file, such as {\"classifierEpochs\": 30}; flags override it. Also takes the "
            + "options.json of a run, or a name that unseen methods lists.")
    {
        Choices = BuiltInConfigs.Names,
        InConfig = false,
        Group = "Run",
    };

    /// <summary>Reads the location of the data.</summary>
    /// <param name="values">the flags</param>
    /// <param name="known">the location to use if the flags do not name one, or null (default)</param>
    /// <exception cref="UsageException">The flags do not name a location, and <paramref name="known"/> is
    /// null.</exception>
    public static DataSource GetSource(FlagValues values, DataSource? known = null) => new(
        values.Text(Data) ?? known?.Path ?? values.Require(Data),
        values.Text(Features) ?? known?.Features,
        values.Text(Semantics) ?? known?.Semantics)
    {
        Reading = ReadingFlags.Read(values) ?? known?.Reading,
    };

    /// <summary>Reads the folder for results.</summary>
    public static OutputPlace GetPlace(FlagValues values) =>
        new(values.Text(Out), values.IsOn(Overwrite)) { Name = values.GetName(Out) };
}
