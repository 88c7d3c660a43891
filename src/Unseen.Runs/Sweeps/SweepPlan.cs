using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Data.Caching;
using Unseen.Runs.Folders;
using Unseen.Runs.Photographs;
using Unseen.Runs.Records;
using Unseen.Runs.Store;
using Unseen.Training;

namespace Unseen.Runs.Sweeps;

/// <summary>All runs of a sweep. The same specification always results in the same runs.</summary>
/// <param name="Runs">the runs in the order in which they start: all combinations with the first seed, then all
/// combinations with the second seed, and so on</param>
public sealed record SweepPlan(IReadOnlyList<PlannedRun> Runs)
{
    private const int MaxRuns = 100_000;
    // After so many consecutive draws without a new combination, hardly any are left.
    private const int MaxFailedDraws = 10_000;
    // The memory for a run on photographs is not known before they are read.
    private const double PhotographBytes = 1L << 30;
    /// <summary>The length of an id in characters.</summary>
    public const int IdLength = 12;

    private const double ProgramBytes = 400e6; // libtorch and the runtime in each process
    private const double UsableMemory = 0.9;

    /// <summary>The number of runs for which this machine has enough cores and memory at the same time, at least
    /// 1.</summary>
    public int DefaultJobs => Math.Max(1, Math.Min(
        Environment.ProcessorCount / ThreadsPerRun,
        (int)Math.Min(int.MaxValue, UsableMemory * MachineMemory.Available() / (BytesPerRun + ProgramBytes))));

    /// <summary>The maximum number of threads per run.</summary>
    public int ThreadsPerRun => Runs.Max(run => run.Options.Threads ?? 1);

    /// <summary>The estimated main memory of the largest run in bytes.</summary>
    public double BytesPerRun => Runs.Max(run => run.Bytes);

    /// <summary>Creates and validates the runs of a sweep.</summary>
    /// <param name="spec">specification of the sweep</param>
    /// <param name="folder">folder for the folders of the runs</param>
    /// <param name="cache">cache of converted datasets, or null for none</param>
    /// <param name="warn">receives a warning about every option that has no effect in any run</param>
    /// <exception cref="UsageException">An option is not valid, or there are too many runs.</exception>
    /// <exception cref="UnseenDataException">A dataset cannot be read.</exception>
    public static SweepPlan Create(SweepSpec spec, string folder, DatasetCache? cache, Action<string> warn)
    {
        var file = $"{spec.Name}: ";
        RequireFewEnough(spec);
        var options = spec.Draws is { } draws ? Drawn(spec, draws, file, warn)
            : [.. All(spec).Select(combination => Options(spec, combination, file))];
        WarnAboutUnused(spec, options, warn);
        var datasets = spec.Datasets.Select(source => Dataset(source, spec, cache)).ToArray();
        return new SweepPlan(
            [.. (from seed in spec.Seeds
                 from one in options
                 from dataset in datasets
                 select Plan(spec, dataset, one with { Seeds = [seed] }, folder))
                .DistinctBy(run => run.Run.Id)
                .Select((run, number) => run with { Run = run.Run with { Number = number } })]);
    }

    /// <summary>Gives runs the ids and folders of equal runs in a store. Two runs are equal if they have the same names
    /// of the dataset, the features and the descriptors, the same seeds, and the same options. The data or the folder
    /// may have been moved, and this version may have options that an earlier version did not have. Paths distinguish
    /// datasets of the same name. If several such datasets were moved and it is ambiguous which of them is where, their
    /// runs count as new.</summary>
    /// <param name="spec">specification of the sweep</param>
    /// <param name="folder">folder for the folders of the runs</param>
    /// <param name="known">the runs of the sweep in the store</param>
    public SweepPlan Match(SweepSpec spec, string folder, IReadOnlyList<StoredRun> known)
    {
        var matches = Matches(spec, known);
        var ids = known.Select(run => run.Id).ToHashSet();
        return this with { Runs = [.. Runs.Select(Match)] };

        PlannedRun Match(PlannedRun planned)
        {
            var run = planned.Run;
            if (matches.TryGetValue(run.Id, out var stored))
                return planned with
                {
                    Run = run with
                    {
                        Id = stored.Id,
                        Folder = Path.Combine(folder, Path.GetFileName(stored.Folder)),
                    },
                };
            if (!ids.Contains(run.Id))
                return planned;
            // The stored run with this id has other options, since a default has changed.
            var id = GetId(run.Config);
            return planned with { Run = run with { Id = id, Folder = GetFolder(folder, run.Dataset, id) } };
        }
    }

    /// <summary>Finds the stored run of each planned run. The keys are the ids of the planned runs. No stored run is
    /// the value of two keys.</summary>
    private Dictionary<string, StoredRun> Matches(SweepSpec spec, IReadOnlyList<StoredRun> known)
    {
        var stored = known.Select(run => (Run: run, Content: GetContent(run, spec), Path: PathIn(run.Config)))
            .Where(one => one.Content is not null).ToList();
        var planned = Runs.Select(one => (one.Run.Id, Path: PathIn(one.Run.Config),
            Content: GetContent(one.Run.Dataset, one.Options, JsonNode.Parse(one.Run.Config)!))).ToList();
        Dictionary<string, StoredRun> matches = [];
        Func<string, string, string>[] keys =
        [
            (_, path) => path,
            (id, _) => id, // from the path in the specification; a relative path may still be valid after a move
            (_, _) => "", // for a dataset whose path in the specification has changed
        ];
        foreach (var keyOf in keys)
        {
            var candidates = stored.ToLookup(one => (one.Content, keyOf(one.Run.Id, one.Path)), one => one.Run);
            foreach (var group in planned.GroupBy(one => (one.Content, keyOf(one.Id, one.Path)), one => one.Id))
                if (group.Take(2).ToArray() is [var id] && candidates[group.Key].Take(2).ToArray() is [var run])
                    matches.Add(id, run);
            var taken = matches.Values.Select(run => run.Id).ToHashSet();
            stored.RemoveAll(one => taken.Contains(one.Run.Id));
            planned.RemoveAll(one => matches.ContainsKey(one.Id));
        }

        return matches;
    }

    private static string PathIn(string config) => (string?)JsonNode.Parse(config)![JsonConfig.Data] ?? "";

    private static PlannedRun Plan(
        SweepSpec spec, (DataSource Source, string Name, GzslDataset? Dataset) dataset, RunOptions options,
        string folder)
    {
        // The content contains no defaults, so that a new version of the program does not change the id.
        var (source, name, _) = dataset;
        var id = GetId(string.Join('\n', spec.Name, source.Path, source.Features, source.Semantics,
            GetContent(name, options)));
        return new PlannedRun(
            new NewRun(id, 0, name, JsonText.OneLine(RunDescription.GetConfiguration(options, source)),
                GetFolder(folder, name, id)),
            options,
            dataset.Dataset is null ? PhotographBytes : GzslTrainer.GuessMemory(dataset.Dataset, options));
    }

    private static string GetId(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..IdLength];

    private static string GetFolder(string folder, string dataset, string id) =>
        Path.Combine(folder, RunTitle.FolderName(dataset, id));

    /// <summary>Gets the content that identifies a run: data, seeds, methods, and options that differ from their
    /// defaults.</summary>
    private static string GetContent(string dataset, RunOptions options) =>
        $"{dataset}\n{string.Join(',', options.Seeds)}\n{JsonText.OneLine(options.DifferencesFromDefaults())}";

    /// <summary>Gets the content, together with the names of the features and descriptors in a
    /// configuration.</summary>
    private static string GetContent(string dataset, RunOptions options, JsonNode config) => string.Join(
        '\n', GetContent(dataset, options), config[JsonConfig.Features], config[JsonConfig.Semantics]);

    /// <summary>Gets the content that identifies a stored run; null if this version cannot read its options.</summary>
    private static string? GetContent(StoredRun run, SweepSpec spec)
    {
        var config = JsonNode.Parse(run.Config)!.AsObject();
        if (config[JsonConfig.Seeds] is not JsonArray seeds)
            return null;
        var start = new RunOptions
        {
            Plugin = spec.Plugin,
            Seeds = [.. seeds.Select(seed => (int)seed!)],
            AlwaysValidates = true,
        };
        try
        {
            var given = from setting in spec.Settings
                        let value = config[setting.Name] ?? (setting.Alias is { } alias ? config[alias] : null)
                        where value is not null
                        select new GivenSetting(setting, value.ToString(), setting.Name);
            var options = SettingsReader.Read(start, given, lists: false, _ => { })[0];
            if (options.Classifier.TrainingEpochs > 1 && !config.ContainsKey("classifierAverage"))
                options = options with // earlier versions took the weights of a single epoch
                {
                    Classifier = options.Classifier.WithSchedule(
                        schedule => schedule with { Average = ClassifierSchedule.NoAverage }),
                };
            return GetContent(run.Dataset, options, config);
        }
        catch (UsageException)
        {
            return null;
        }
    }

    private static (DataSource Source, string Name, GzslDataset? Dataset) Dataset(
        DataSource source, SweepSpec spec, DatasetCache? cache)
    {
        var dataset = PhotoProject.Is(source.Path) ? null : source.Load(cache);
        var name = dataset?.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source.Path)));
        var sharesPath = spec.Datasets.Count(other => other.Path == source.Path) > 1;
        return (source, sharesPath ? string.Join(
            '-', ((string?[])[name, source.Features, source.Semantics]).Where(part => part is not null))
            : name, dataset);
    }

    private static RunOptions Options(
        SweepSpec spec, IReadOnlyList<(RunSetting Setting, string Text)> combination, string file)
    {
        var given = spec.Fixed.Concat(combination).ToDictionary(one => one.Setting, one => one.Text);
        // Several runs at a time, with one core each, are faster than one run at a time on all cores. Validation is
        // needed to rank the runs.
        var start = new RunOptions { Plugin = spec.Plugin, Threads = 1, AlwaysValidates = true };
        return SettingsReader.Read(start, from setting in spec.Settings
                                          where given.ContainsKey(setting)
                                          select new GivenSetting(setting, given[setting], file + setting.Name),
            lists: false, _ => { })[0];
    }

    /// <summary>Checks the number of runs before they are created.</summary>
    private static void RequireFewEnough(SweepSpec spec)
    {
        var combinations = spec.Draws ?? spec.Axes.Aggregate(1.0, (count, axis) => count * axis.Values.Count);
        if (combinations * spec.Datasets.Count * spec.Seeds.Count is > MaxRuns and var runs)
            throw new UsageException(
                $"{spec.Name} would have {OptionText.Format(runs)} runs, but the limit is {MaxRuns}. Vary fewer "
                    + $"options, or use \"search\": {{\"random\": N}}.");
    }

    private static List<IReadOnlyList<(RunSetting, string)>> All(SweepSpec spec)
    {
        List<IReadOnlyList<(RunSetting, string)>> combinations = [[]];
        foreach (var axis in spec.Axes)
            combinations = [.. combinations.SelectMany(
                before => axis.Values.Select(value => (IReadOnlyList<(RunSetting, string)>)[.. before,
                    (axis.Setting, value)]))];
        return combinations;
    }

    /// <summary>
    /// Draws different combinations; combinations that differ only in options without an effect count as one. Returns
    /// fewer than requested if no more are found. A larger request draws the same combinations first.
    /// </summary>
    private static RunOptions[] Drawn(SweepSpec spec, int count, string file, Action<string> warn)
    {
        var random = new Random(spec.DrawSeed);
        HashSet<string> drawn = [], configs = [];
        List<RunOptions> different = [];
        for (var failedDraws = 0; different.Count < count && failedDraws < MaxFailedDraws; failedDraws++)
        {
            (RunSetting, string Text)[] combination = [.. spec.Axes.Select(axis => (axis.Setting, axis.Draw(random)))];
            if (!drawn.Add(string.Join('\n', combination.Select(pair => pair.Text))))
                continue;
            var options = Options(spec, combination, file);
            if (!configs.Add(JsonText.OneLine(RunDescription.GetConfiguration(options, spec.Datasets[0]))))
                continue;
            different.Add(options);
            failedDraws = -1;
        }

        if (different.Count < count)
            warn($"{spec.Name}: {count} different combinations were requested, but only {different.Count} were found.");
        return [.. different];
    }

    private static void WarnAboutUnused(SweepSpec spec, RunOptions[] options, Action<string> warn)
    {
        foreach (var setting in spec.Fixed.Select(one => one.Setting).Concat(spec.Axes.Select(axis => axis.Setting)))
            if (!options.Any(setting.Matters))
                warn($"{spec.Name}: {setting.Name} has no effect in any run.");
    }
}
