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

    /// <summary>The default run with a few settings.</summary>
    /// <param name="values">what the user set</param>
    /// <param name="settings">those that count</param>
    /// <exception cref="UsageException">A value is not valid.</exception>
    public static RunOptions ReadOnly(FlagValues values, IEnumerable<(Flag Flag, RunSetting Setting)> settings) =>
        settings.Aggregate(
        new RunOptions(),
        (options, one) => values.Text(one.Flag) is { } text
            ? Apply(one.Setting, options, text, values.NameOf(one.Flag)) : options);

    private static string[] Alternatives(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [_, ..] parts
            ? parts : [text];

    private static List<RunOptions> Read(FlagValues values, Action<string> warn, Func<string, string[]> alternatives)
    {
        List<RunOptions> runs = [WithSeeds(values)];
        foreach (var (flag, setting) in values.Training.All)
        {
            if (values.Text(flag) is not { } text)
                continue;
            var name = values.NameOf(flag);
            if (!runs.Exists(run => setting.Matters(run)))
                warn($"{name} has no effect with {Describe(runs[0])}.");
            var texts = setting.IsShared ? [text] : alternatives(text);
            runs = [.. runs.SelectMany(run => setting.Matters(run)
                ? texts.Select(one => Apply(setting, run, one, name)) : [run])];
        }

        return [.. runs.Distinct()];
    }

    private static RunOptions WithSeeds(FlagValues values)
    {
        var options = new RunOptions { Seeds = SeedFlags.Read(values), Plugin = values.Training.LoadedPlugin };
        return options.Validate() is [var problem, ..]
            ? throw new UsageException(Renamed(problem, values.NameOf(SeedFlags.Seeds)))
            : options;
    }

    /// <summary>Sets one flag; a problem that the library finds with it is told under the name that the user
    /// wrote.</summary>
    private static RunOptions Apply(RunSetting setting, RunOptions options, string text, string name)
    {
        try
        {
            var changed = setting.Apply(options, text);
            return changed.Validate() is [var problem, ..] ? throw new UsageException(Renamed(problem, name)) : changed;
        }
        catch (FormatException exception)
        {
            throw new UsageException(Renamed(exception.Message, name)
                + (setting.Choices.Count > 0 ? NearestName.Question(text, setting.Choices) : ""));
        }
    }

    private static string Renamed(string problem, string name)
    {
        var rule = problem.IndexOf(" must ", StringComparison.Ordinal);
        return rule < 0 ? $"{name}: {problem}" : name + problem[rule..];
    }

    private static string Describe(RunOptions options) =>
        $"generator {options.Generator.Name}, classifier {options.Classifier.Name}, adjustment "
            + $"{options.Adjustment.Name}";
}
