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
    // The search stops after this many consecutive draws without a new combination.
    private const int MaxFailedDraws = 10_000;
    // The assumed memory of a run on photographs, which is not known before they are read.
    private const double PhotographRunBytes = 1L << 30;
    /// <summary>The length of an id in characters.</summary>
    public const int IdLength = 12;

    private const double ProgramBytes = 400e6; // libtorch and the runtime in each process
    private const double UsableMemory = 0.9;

    /// <summary>The number of runs that this machine can train at the same time, given its cores and available memory;
    /// at least 1.</summary>
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
    /// <param name="warn">receives a warning about every option that has no effect in any run, and a warning if fewer
    /// combinations were found than requested</param>
    /// <exception cref="UsageException">An option is not valid, or there are too many runs.</exception>
    /// <exception cref="UnseenDataException">A dataset cannot be read.</exception>
    public static SweepPlan Create(SweepSpec spec, string folder, DatasetCache? cache, Action<string> warn)
    {
        var messagePrefix = $"{spec.Name}: ";
        RequireFewEnough(spec);
        var options = spec.Draws is { } draws ? DrawCombinations(spec, draws, messagePrefix, warn)
            : [.. GetCombinations(spec).Select(combination => CreateOptions(spec, combination, messagePrefix))];
        WarnAboutUnused(spec, options, warn);
        var datasets = spec.Datasets.Select(source => LoadDataset(source, spec, cache)).ToArray();
        return new SweepPlan(
            [.. (from seed in spec.Seeds
                 from one in options
                 from dataset in datasets
                 select CreateRun(spec, dataset, one with { Seeds = [seed] }, folder))
                .DistinctBy(run => run.Run.Id)
                .Select((run, number) => run with { Run = run.Run with { Number = number } })]);
    }

    /// <summary>Creates a plan in which each run that equals a stored run has that run's id and folder. Two runs are
    /// equal if their dataset, features and descriptors have the same names, and their seeds and options are equal. An
    /// option that a stored run lacks counts as the default, and paths are not compared, so runs are found again after
    /// an update or a move. If several datasets have the same name, paths decide between them; if paths cannot decide,
    /// the runs count as new.</summary>
    /// <param name="spec">specification of the sweep</param>
    /// <param name="folder">folder for the folders of the runs</param>
    /// <param name="known">the runs of the sweep in the store</param>
    public SweepPlan Match(SweepSpec spec, string folder, IReadOnlyList<StoredRun> known)
    {
        var storedById = FindStoredRuns(spec, known);
        var ids = known.Select(run => run.Id).ToHashSet();
        return this with { Runs = [.. Runs.Select(Apply)] };

        PlannedRun Apply(PlannedRun planned)
        {
            var run = planned.Run;
            if (storedById.TryGetValue(run.Id, out var stored))
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
            // The stored run with this id is another run, for example because a default has changed since then. This
            // run needs a new id.
            var id = GetId($"{spec.Name}\n{run.Config}");
            return planned with { Run = run with { Id = id, Folder = GetFolder(folder, run.Dataset, id) } };
        }
    }

    /// <summary>Finds the stored run of each planned run. The keys are the ids of the planned runs. No stored run is
    /// the value of two keys.</summary>
    private Dictionary<string, StoredRun> FindStoredRuns(SweepSpec spec, IReadOnlyList<StoredRun> known)
    {
        var stored = known.Select(run => (Run: run, Content: GetMatchKey(run, spec), Path: PathIn(run.Config)))
            .Where(one => one.Content is not null).ToList();
        var planned = Runs.Select(one => (one.Run.Id, Path: PathIn(one.Run.Config),
            Content: GetMatchKey(one.Run.Dataset, one.Options, JsonNode.Parse(one.Run.Config)!))).ToList();
        Dictionary<string, StoredRun> matches = [];
        Func<string, string, string>[] keys =
        [
            (_, path) => path,
            // The id is computed from the path as written in the specification, so a relative path matches even if
            // everything was moved together.
            (id, _) => id,
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

    private static PlannedRun CreateRun(
        SweepSpec spec, (DataSource Source, string Name, GzslDataset? Dataset) dataset, RunOptions options,
        string folder)
    {
        // Default values are left out, so that an option that a later version adds does not change the id.
        var (source, name, _) = dataset;
        var id = GetId(string.Join('\n', spec.Name, source.Path, source.Features, source.Semantics,
            GetIdContent(name, options)));
        return new PlannedRun(
            new NewRun(id, 0, name, JsonText.OneLine(RunDescription.GetConfiguration(options, source)),
                GetFolder(folder, name, id)),
            options,
            dataset.Dataset is null ? PhotographRunBytes : GzslTrainer.GuessMemory(dataset.Dataset, options));
    }

    private static string GetId(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..IdLength];

    private static string GetFolder(string folder, string dataset, string id) =>
        Path.Combine(folder, RunTitle.FolderName(dataset, id));

    /// <summary>Gets the content that identifies a run: data, seeds, methods, and options that differ from their
    /// defaults.</summary>
    private static string GetIdContent(string dataset, RunOptions options) =>
        $"{dataset}\n{string.Join(',', options.Seeds)}\n{JsonText.OneLine(options.DifferencesFromDefaults())}";

    /// <summary>Gets the text that is the same for equal runs: the content that identifies a run, and the names of the
    /// features and descriptors in its configuration.</summary>
    private static string GetMatchKey(string dataset, RunOptions options, JsonNode config) => string.Join(
        '\n', GetIdContent(dataset, options), config[JsonConfig.Features], config[JsonConfig.Semantics]);

    /// <summary>Gets the text of a stored run; null if this version cannot read its options.</summary>
    private static string? GetMatchKey(StoredRun run, SweepSpec spec)
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
            return GetMatchKey(run.Dataset, options, config);
        }
        catch (UsageException)
        {
            return null;
        }
    }

    private static (DataSource Source, string Name, GzslDataset? Dataset) LoadDataset(
        DataSource source, SweepSpec spec, DatasetCache? cache)
    {
        var dataset = PhotoProject.Is(source.Path) ? null : source.Load(cache);
        var name = dataset?.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source.Path)));
        var sharesPath = spec.Datasets.Count(other => other.Path == source.Path) > 1;
        return (source, sharesPath ? string.Join(
            '-', ((string?[])[name, source.Features, source.Semantics]).Where(part => part is not null))
            : name, dataset);
    }

    private static RunOptions CreateOptions(
        SweepSpec spec, IReadOnlyList<(RunSetting Setting, string Text)> combination, string messagePrefix)
    {
        var given = spec.Fixed.Concat(combination).ToDictionary(one => one.Setting, one => one.Text);
        // Several runs at a time, with one core each, are faster than one run at a time on all cores. Validation is
        // needed to rank the runs.
        var start = new RunOptions { Plugin = spec.Plugin, Threads = 1, AlwaysValidates = true };
        var settings = from setting in spec.Settings
                       where given.ContainsKey(setting)
                       select new GivenSetting(setting, given[setting], messagePrefix + setting.Name);
        return SettingsReader.Read(start, settings, lists: false, _ => { })[0];
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

    private static List<IReadOnlyList<(RunSetting, string)>> GetCombinations(SweepSpec spec)
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
    private static RunOptions[] DrawCombinations(SweepSpec spec, int count, string messagePrefix, Action<string> warn)
    {
        var random = new Random(spec.DrawSeed);
        HashSet<string> drawn = [], configs = [];
        List<RunOptions> different = [];
        for (var failedDraws = 0; different.Count < count && failedDraws < MaxFailedDraws; failedDraws++)
        {
            (RunSetting, string Text)[] combination = [.. spec.Axes.Select(axis => (axis.Setting, axis.Draw(random)))];
            if (!drawn.Add(string.Join('\n', combination.Select(pair => pair.Text))))
                continue;
            var options = CreateOptions(spec, combination, messagePrefix);
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
