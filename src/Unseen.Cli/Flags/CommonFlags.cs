namespace Unseen.Cli.Flags;

/// <summary>Flags that several commands have, and that do not decide a run's numbers.</summary>
internal static class CommonFlags
{
    /// <summary>The flags of the commands that train.</summary>
    public static IEnumerable<Flag> OfTraining(TrainingFlags training) =>
    [
        Data, Features, Semantics, .. training.Flags, SeedFlags.Seed, SeedFlags.Seeds,
        Config, Cache, NoCache, Out, Overwrite, Json, Quiet,
    ];

    public static Flag Data { get; } = new(
        "--data", FlagKind.Text, "DIR",
            "The dataset: a folder (xlsa17 .mat files, .npz, or CSV tables) or one .npz file.")
    {
        Group = "Data",
    };

    public static Flag Features { get; } = new(
        "--features", FlagKind.Text, "NAME",
            "Name of the features file in the folder [default: res101, or the only one].")
    {
        Group = "Data",
    };

    public static Flag Semantics { get; } = new(
        "--semantics", FlagKind.Text, "NAME", "Name of the file or array with the descriptors [default: att].")
    {
        Group = "Data",
    };

    public static Flag Cache { get; } = new(
        "--cache", FlagKind.Text, "DIR",
            "Folder that keeps data in a form that loads in milliseconds [default: runs/.cache].")
    {
        Group = "Data",
        IsCommon = false,
    };

    public static Flag NoCache { get; } =
        new("--no-cache", FlagKind.Switch, "", "Read the data from its own files, and keep nothing.")
        {
            Group = "Data",
            IsCommon = false,
        };

    public static Flag Out { get; } =
        new("--out", FlagKind.Text, "DIR", "Folder for the results [default: a new one under runs].")
        {
            Group = "Results",
        };

    public static Flag Overwrite { get; } = new(
        "--overwrite", FlagKind.Switch, "", "Replace the results in --out, once the new ones are complete.")
    {
        Group = "Results",
    };

    public static Flag Json { get; } = new(
        "--json", FlagKind.Switch, "", "Print one JSON object on stdout; everything else goes to stderr.")
    {
        Group = "Results",
    };

    public static Flag Quiet { get; } = new("--quiet", FlagKind.Switch, "", "No progress.")
    {
        Group = "Results",
    };

    public static Flag Config { get; } = new(
        "--config", FlagKind.Text, "FILE",
        "Read options from JSON, such as {\"classifierEpochs\": 30}; flags win. A run's options.json works too, and a "
            + "name that unseen methods lists.")
    {
        InConfig = false,
        Group = "Run",
    };
}
