using System.Security.Cryptography;
using System.Text;
using Unseen.Data;
using Unseen.Data.Caching;
using Unseen.Runs.Folders;
using Unseen.Runs.Photographs;
using Unseen.Runs.Records;
using Unseen.Runs.Store;
using Unseen.Training;

namespace Unseen.Runs.Sweeps;

/// <summary>All runs of a sweep: the same ones for the same file.</summary>
/// <param name="Runs">in the order to begin them: every combination with the first seed before any with the
/// second</param>
internal sealed record SweepPlan(IReadOnlyList<PlannedRun> Runs)
{
    private const int MaxRuns = 100_000;
    private const int TriesInVain = 10_000; // in a row: then there are hardly any more
    // what a run on photographs needs cannot be told before they are read
    private const double PhotographBytes = 1L << 30;
    /// <summary>Letters of an id.</summary>
    public const int IdLength = 12;

    /// <summary>Threads of one run.</summary>
    public int ThreadsARun => Runs.Max(run => run.Options.Threads ?? 1);

    /// <summary>Main memory of the largest run.</summary>
    public double BytesARun => Runs.Max(run => run.Bytes);

    /// <summary>Makes the runs that are asked for, and checks each.</summary>
    /// <param name="spec">what is asked for</param>
    /// <param name="folder">where the runs' folders go</param>
    /// <param name="cache">where converted datasets are kept, or null</param>
    /// <param name="warn">told of every option that has no effect in any run</param>
    /// <exception cref="UsageException">An option is not valid, or there are too many runs.</exception>
    /// <exception cref="DataException">A dataset cannot be read.</exception>
    public static SweepPlan Make(SweepSpec spec, string folder, DatasetCache? cache, Action<string> warn)
    {
        var file = $"{spec.Name}: ";
        RequireFewEnough(spec);
        var options = spec.Draws is { } draws ? Drawn(spec, draws, file, warn)
            : [.. All(spec).Select(combination => Options(spec, combination, file))];
        WarnOfIdle(spec, options, warn);
        var datasets = spec.Datasets.Select(source => Dataset(source, spec, cache)).ToArray();
        return new SweepPlan(
            [.. (from seed in spec.Seeds
                 from one in options
                 from dataset in datasets
                 select Plan(spec, dataset, one with { Seeds = [seed] }, folder))
                .DistinctBy(run => run.Run.Id)
                .Select((run, number) => run with { Run = run.Run with { Number = number } })]);
    }

    private static PlannedRun Plan(
        SweepSpec spec, (DataSource Source, string Name, GzslDataset? Dataset) dataset, RunOptions options,
        string folder)
    {
        var config = JsonText.OneLine(RunDescription.ConfigurationOf(options, dataset.Source));
        var id = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{spec.Name}\n{config}")))[..IdLength];
        return new PlannedRun(
            new NewRun(id, 0, dataset.Name, config, Path.Combine(folder, RunTitle.FolderName(dataset.Name, id))),
            options,
            dataset.Dataset is null ? PhotographBytes : GzslTrainer.GuessMemory(dataset.Dataset, options));
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
        // As many runs at a time as there are cores are faster than one on all of them.
        var start = new RunOptions { Plugin = spec.Plugin, Threads = 1 };
        return SettingsReader.Read(start, from setting in spec.Settings
                                          where given.ContainsKey(setting)
                                          select new GivenSetting(setting, given[setting], file + setting.Name),
            lists: false, _ => { })[0];
    }

    /// <summary>Counts the runs before any is made.</summary>
    private static void RequireFewEnough(SweepSpec spec)
    {
        var combinations = spec.Draws ?? spec.Axes.Aggregate(1.0, (count, axis) => count * axis.Values.Count);
        if (combinations * spec.Datasets.Count * spec.Seeds.Count is > MaxRuns and var runs)
            throw new UsageException($"{spec.Name} must be at most {MaxRuns} runs, but was {OptionText.Of(runs)}.");
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
    /// Combinations that differ in options that have an effect; fewer than asked for where there are no more. The first
    /// ones stay the same where more are asked for.
    /// </summary>
    private static RunOptions[] Drawn(SweepSpec spec, int count, string file, Action<string> warn)
    {
        var random = new Random(spec.DrawSeed);
        HashSet<string> drawn = [], configs = [];
        List<RunOptions> different = [];
        for (var inVain = 0; different.Count < count && inVain < TriesInVain; inVain++)
        {
            (RunSetting, string Text)[] combination = [.. spec.Axes.Select(axis => (axis.Setting, axis.Draw(random)))];
            if (!drawn.Add(string.Join('\n', combination.Select(pair => pair.Text))))
                continue;
            var options = Options(spec, combination, file);
            if (!configs.Add(JsonText.OneLine(RunDescription.ConfigurationOf(options, spec.Datasets[0]))))
                continue;
            different.Add(options);
            inVain = -1;
        }

        if (different.Count < count)
            warn($"{spec.Name}: {count} different combinations were asked for, but only {different.Count} found.");
        return [.. different];
    }

    private static void WarnOfIdle(SweepSpec spec, RunOptions[] options, Action<string> warn)
    {
        foreach (var setting in spec.Fixed.Select(one => one.Setting).Concat(spec.Axes.Select(axis => axis.Setting)))
            if (!options.Any(setting.Matters))
                warn($"{spec.Name}: {setting.Name} has no effect in any run.");
    }
}
