using Unseen.Runs;
using Unseen.Runs.Sweeps;
using Unseen.Training;

namespace Unseen.Cli.Flags;

/// <summary>Makes run options from flags: one run, or a grid if values have commas.</summary>
internal static class RunOptionsReader
{
    /// <summary>The run asked for.</summary>
    /// <param name="values">what the user set</param>
    /// <param name="warn">receives a line on every flag that has no effect</param>
    /// <exception cref="UsageException">A value is not valid.</exception>
    public static RunOptions ReadOne(FlagValues values, Action<string> warn) => Read(values, lists: false, warn)[0];

    /// <summary>All combinations asked for, without repeats.</summary>
    /// <param name="values">what the user set</param>
    /// <param name="warn">receives a line on every flag that has no effect</param>
    /// <exception cref="UsageException">A value is not valid.</exception>
    public static IReadOnlyList<RunOptions> ReadGrid(FlagValues values, Action<string> warn) =>
        Read(values, lists: true, warn);

    /// <summary>The default run with a few settings.</summary>
    /// <param name="values">what the user set</param>
    /// <param name="settings">those that count</param>
    /// <exception cref="UsageException">A value is not valid.</exception>
    public static RunOptions ReadOnly(FlagValues values, IEnumerable<(Flag Flag, RunSetting Setting)> settings) =>
        Given(values, settings).Aggregate(new RunOptions(), SettingsReader.Apply);

    private static IReadOnlyList<RunOptions> Read(FlagValues values, bool lists, Action<string> warn) =>
        SettingsReader.Read(WithSeeds(values), Given(values, values.Training.All), lists, warn);

    private static IEnumerable<GivenSetting> Given(
        FlagValues values, IEnumerable<(Flag Flag, RunSetting Setting)> settings) =>
        from one in settings
        let text = values.Text(one.Flag)
        where text is not null
        select new GivenSetting(one.Setting, text, values.NameOf(one.Flag));

    private static RunOptions WithSeeds(FlagValues values)
    {
        var options = new RunOptions { Seeds = SeedFlags.Read(values), Plugin = values.Training.LoadedPlugin };
        return options.Validate() is [var problem, ..]
            ? throw new UsageException(SettingsReader.Rename(problem, values.NameOf(SeedFlags.Seeds)))
            : options;
    }
}
