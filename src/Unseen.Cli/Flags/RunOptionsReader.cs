using Unseen.Runs;
using Unseen.Runs.Sweeps;
using Unseen.Training;

namespace Unseen.Cli.Flags;

/// <summary>Creates run options from flags: one run, or a grid if values are lists.</summary>
internal static class RunOptionsReader
{
    /// <summary>Creates the options of one run.</summary>
    /// <param name="values">the values that the user set</param>
    /// <param name="warn">receives a warning about every flag that has no effect</param>
    /// <exception cref="UsageException">A value is not valid.</exception>
    public static RunOptions ReadOne(FlagValues values, Action<string> warn) => Read(values, lists: false, warn)[0];

    /// <summary>Creates all combinations of the values, without duplicates.</summary>
    /// <param name="values">the values that the user set</param>
    /// <param name="warn">receives a warning about every flag that has no effect</param>
    /// <exception cref="UsageException">A value is not valid.</exception>
    public static IReadOnlyList<RunOptions> ReadGrid(FlagValues values, Action<string> warn) =>
        Read(values, lists: true, warn);

    /// <summary>Creates options from some settings; all others have their defaults.</summary>
    /// <param name="values">the values that the user set</param>
    /// <param name="settings">the settings to read</param>
    /// <exception cref="UsageException">A value is not valid.</exception>
    public static RunOptions ReadSome(FlagValues values, IEnumerable<(Flag Flag, RunSetting Setting)> settings) =>
        Given(values, settings).Aggregate(new RunOptions(), SettingsReader.Apply);

    private static IReadOnlyList<RunOptions> Read(FlagValues values, bool lists, Action<string> warn) =>
        SettingsReader.Read(WithSeeds(values), Given(values, values.Training.All), lists, warn);

    private static IEnumerable<GivenSetting> Given(
        FlagValues values, IEnumerable<(Flag Flag, RunSetting Setting)> settings) =>
        from one in settings
        let text = values.Text(one.Flag)
        where text is not null
        select new GivenSetting(one.Setting, text, values.GetName(one.Flag));

    private static RunOptions WithSeeds(FlagValues values)
    {
        var options = new RunOptions { Seeds = SeedFlags.Read(values), Plugin = values.Training.LoadedPlugin };
        return options.Validate() is [var problem, ..]
            ? throw new UsageException(SettingsReader.Rename(problem, values.GetName(SeedFlags.Seeds)))
            : options;
    }
}
