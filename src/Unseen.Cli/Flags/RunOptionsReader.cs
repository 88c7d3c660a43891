using Unseen.Training;

namespace Unseen.Cli.Flags;

/// <summary>Makes run options from flags: one run, or a grid where values have commas.</summary>
internal static class RunOptionsReader
{
    /// <summary>The run asked for.</summary>
    /// <param name="values">what the user set</param>
    /// <param name="warn">told of every flag that has no effect</param>
    /// <exception cref="UsageException">A value is not valid.</exception>
    public static RunOptions ReadOne(FlagValues values, Action<string> warn) => Read(values, warn, text => [text])[0];

    /// <summary>All combinations asked for, without repeats.</summary>
    /// <param name="values">what the user set</param>
    /// <param name="warn">told of every flag that has no effect</param>
    /// <exception cref="UsageException">A value is not valid.</exception>
    public static IReadOnlyList<RunOptions> ReadGrid(FlagValues values, Action<string> warn) =>
        Read(values, warn, Alternatives);

    private static string[] Alternatives(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [_, ..] parts ? parts : [text];

    private static List<RunOptions> Read(FlagValues values, Action<string> warn, Func<string, string[]> alternatives)
    {
        List<RunOptions> runs = [WithSeeds(values)];
        foreach (var setting in TrainingSettings.All)
        {
            if (values.Text(setting.Flag) is not { } text)
                continue;
            var name = values.NameOf(setting.Flag);
            if (!runs.Exists(run => setting.Matters(run)))
                warn($"{name} has no effect with {Describe(runs[0])}.");
            var texts = setting.InGrid ? alternatives(text) : [text];
            runs = [.. runs.SelectMany(run => setting.Matters(run) ? texts.Select(one => Apply(setting, run, one, name)) : [run])];
        }

        return [.. runs.Distinct()];
    }

    private static RunOptions WithSeeds(FlagValues values)
    {
        var options = new RunOptions { Seeds = SeedFlags.Read(values) };
        return options.Validate() is [var problem, ..]
            ? throw new UsageException(Renamed(problem, values.NameOf(SeedFlags.Seeds)))
            : options;
    }

    /// <summary>Sets one flag; a problem that the library finds with it is told under the name that the user wrote.</summary>
    private static RunOptions Apply(TrainingSetting setting, RunOptions options, string text, string name)
    {
        var changed = setting.Set(options, text, name);
        return changed.Validate() is [var problem, ..] ? throw new UsageException(Renamed(problem, name)) : changed;
    }

    private static string Renamed(string problem, string name)
    {
        var rule = problem.IndexOf(" must ", StringComparison.Ordinal);
        return rule < 0 ? $"{name}: {problem}" : name + problem[rule..];
    }

    private static string Describe(RunOptions options) =>
        $"generator {options.GeneratorName}, classifier {options.ClassifierName}, adjustment {Names.Of(options.Adjustment)}";
}
