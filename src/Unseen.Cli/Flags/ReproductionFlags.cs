using Unseen.Experiments;
using Unseen.Methods;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Runs.Reproduction;
using Unseen.Training;

namespace Unseen.Cli.Flags;

/// <summary>The flags for experiments, datasets and scale of <c>unseen reproduce</c>.</summary>
internal static class ReproductionFlags
{
    private const string All = "all";

    private static readonly Flag _data =
        new("--data", OptionKind.Text, "ROOT", "A folder with a folder for each dataset, or one dataset.");

    private static readonly Flag _datasets = new(
        "--datasets", OptionKind.Text, "LIST",
            "Folders of ROOT, separated by commas [default: all that contain a dataset].");

    private static readonly Flag _generators = new(
        "--generators", OptionKind.Text, "LIST",
            "Generators to compare, separated by commas [default: all, quick "
            + "centre,cvae,wgan].");

    private static readonly Flag _quick =
        new("--quick", OptionKind.Switch, "",
        "One seed, and few and small generators. Takes minutes; the results are worse, and the report says so.");

    private static readonly Flag _epochs = new(
        "--epochs", OptionKind.Whole, "E",
            "Epochs of generators that are trained in epochs [default: 30; cvae, sdgzsl, cada-vae 100; quick 10, "
            + "cvae, cada-vae 30].");

    private static readonly Flag _seeds = SeedFlags.Seeds with
    {
        Description = "The number of seeds, or a list such as 0,7,42 [default: 5, or 1 with --quick or --seed].",
    };

    // a flag of earlier versions
    private static readonly Flag _cvaeEpochs =
        new("--cvae-epochs", OptionKind.Whole, "E", "Epochs of the CVAE.") { Hidden = true };

    private static readonly Flag _hidden =
        new("--hidden", OptionKind.Whole, "H", "Width of the generators' hidden layers [default: 4096, quick 1024].");

    private static readonly Flag _batch =
        new("--batch", OptionKind.Whole, "B", "Samples per step of the generators [default: 512, quick 64].");

    private static readonly Flag _ownPseudo = new(
        "--own-pseudo", OptionKind.Whole, "N",
            "Pseudo-features per class for methods without ZLA [default: 300, quick 100].");

    private static readonly Flag _pseudoCounts = new(
        "--pseudo-counts", OptionKind.Text, "LIST",
            "Numbers of pseudo-features to compare [default: 1,3,10,30,100,300,1000, quick 1,10,100].");

    private static readonly Flag _classifierEpochs =
        new("--classifier-epochs", OptionKind.Whole, "E", "Epochs of the classifiers [default: 60, quick 30].");

    private static readonly Flag _out = CommonFlags.Out with
    {
        Description = "Folder for the reports and results [default: runs/reproduce].",
    };

    private static readonly string[] _fromTraining =
        ["--protocol", "--scaling", "--device", "--precision", "--threads"];

    /// <summary>The names of experiments.</summary>
    public static IEnumerable<string> Names => [.. Unseen.Names.Get<ExperimentKind>(), All];

    public static IEnumerable<Flag> Flags =>
    [
        _data, _datasets, CommonFlags.Features, CommonFlags.Semantics, _generators, _quick, SeedFlags.Seed,
        _seeds,
        _epochs, _cvaeEpochs, _hidden, _batch, _ownPseudo, _pseudoCounts, _classifierEpochs, TrainingFlags.Plugin,
            .. FromTraining.Select(setting => setting.Flag), CommonFlags.Cache, CommonFlags.NoCache,
        _out, CommonFlags.Json, CommonFlags.Quiet,
    ];

    private static IEnumerable<(Flag Flag, RunSetting Setting)> FromTraining =>
        TrainingFlags.BuiltIn.All.Where(one => _fromTraining.Contains(one.Flag.Name));

    /// <summary>Parses names of experiments, separated by commas. "all" means all experiments except the one with an
    /// encoder.</summary>
    /// <exception cref="UsageException">A name is unknown.</exception>
    public static IReadOnlyList<ExperimentKind> Experiments(string name)
    {
        var parts = name.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. (parts.Length == 0 ? [name] : parts).SelectMany(Experiment).Distinct()];
    }

    private static IEnumerable<ExperimentKind> Experiment(string name) =>
        name == All ? Enum.GetValues<ExperimentKind>().Where(kind => kind != ExperimentKind.Encoder)
        : [Unseen.Names.Find<ExperimentKind>(name) ?? throw new UsageException(
            $"EXPERIMENT must be one of {string.Join(", ", Names)}, but was "
            + $"'{name}'.{NearestName.Question(name, Names)}")];

    /// <summary>Finds the datasets that the flags name.</summary>
    /// <exception cref="UsageException">The flags name no dataset, or contradict each other.</exception>
    public static IReadOnlyList<DataSource> Datasets(FlagValues values) => DatasetRoot.Find(
        values.Require(_data), values.Text(_datasets), values.Text(CommonFlags.Features),
        values.Text(CommonFlags.Semantics));

    /// <summary>Reads the scale of the experiments.</summary>
    /// <exception cref="UsageException">A value is not valid.</exception>
    public static ExperimentScale Scale(FlagValues values, Action<string> warn)
    {
        var scale = values.IsOn(_quick) ? ExperimentScale.Quick : new ExperimentScale();
        int Whole(Flag flag, int otherwise) =>
            values.Text(flag) is { } text ? OptionText.ToCount(text, values.GetName(flag)) : otherwise;
        var options = RunOptionsReader.ReadSome(values, FromTraining) with { Plugin = values.Training.LoadedPlugin };
        return scale with
        {
            Seeds = values.Text(SeedFlags.Seeds) is null && values.Text(SeedFlags.Seed) is null ? scale.Seeds
                : SeedFlags.Read(values),
            Epochs = values.Text(_epochs) is null ? scale.Epochs : Whole(_epochs, 0),
            EpochsOf = values.Text(_cvaeEpochs) is null ? scale.EpochsOf
                : new Dictionary<string, int> { ["cvae"] = Whole(_cvaeEpochs, 0) },
            Hidden = Whole(_hidden, scale.Hidden),
            BatchSize = Whole(_batch, scale.BatchSize),
            OwnPseudo = Whole(_ownPseudo, scale.OwnPseudo),
            PseudoCounts = values.Text(_pseudoCounts) is { } counts ? Counts(counts, values.GetName(_pseudoCounts))
                : scale.PseudoCounts,
            ClassifierEpochs = Whole(_classifierEpochs, scale.ClassifierEpochs),
            Base = options,
            Generators = values.Text(_generators)?.Split(',', StringSplitOptions.TrimEntries)
                .Select(name => FindGenerator(name, values.Training.Methods)).ToArray(),
            Methods = values.Training.Methods,
        };
    }

    private static string FindGenerator(string name, MethodCatalog methods) =>
        methods.FindGenerator(name)?.Name ?? throw new UsageException($"{_generators.Name} must be generators that "
            + $"unseen methods lists, but '{name}' is not one of them."
            + NearestName.Question(name, methods.Generators.Select(generator => generator.Name)));

    /// <summary>Gets the command line that repeats an experiment.</summary>
    public static string CommandLine(ExperimentKind kind, FlagValues values)
    {
        var flags = Flags.Where(flag => flag != CommonFlags.Json && flag != CommonFlags.Quiet
            && values.Text(flag) is not null)
            .Select(flag => flag.Kind == OptionKind.Switch ? flag.Name
                : $"{flag.Name} {Words.Quoted(values.Text(flag)!)}");
        return string.Join(' ', flags.Prepend($"unseen reproduce {Unseen.Names.Get(kind)}"));
    }

    private static int[] Counts(string text, string name) =>
        OptionText.ToWholes(text, name).Distinct().Order().ToArray() is [>= 1, ..] counts
            ? counts
            : throw new UsageException(
                $"{name} must be whole numbers of at least 1, separated by commas, but was '{text}'.");

    /// <summary>Gets the folder for reports and results.</summary>
    /// <exception cref="UsageException">The path is a file or empty.</exception>
    public static string Folder(FlagValues values) => ResultFolder.RequireFolder(
        values.Text(CommonFlags.Out) ?? Path.Combine(ResultFolder.DefaultParent, "reproduce"),
        values.GetName(CommonFlags.Out));
}
