using Unseen.Training;

namespace Unseen.Runs.Sweeps;

/// <summary>Creates run options from settings that are given as text.</summary>
internal static class SettingsReader
{
    /// <summary>Creates all combinations of the given values, without duplicates.</summary>
    /// <param name="start">the options to start from</param>
    /// <param name="given">the settings in the order in which to apply them: methods first, since other settings depend
    /// on the methods</param>
    /// <param name="lists">whether a text can contain several values separated by commas; the text of a shared setting
    /// is always a single value</param>
    /// <param name="warn">receives a warning about every setting that has no effect</param>
    /// <exception cref="UsageException">A value is not valid.</exception>
    public static IReadOnlyList<RunOptions> Read(
        RunOptions start, IEnumerable<GivenSetting> given, bool lists, Action<string> warn)
    {
        List<RunOptions> runs = [start];
        foreach (var one in given)
        {
            if (!runs.Exists(one.Setting.Matters))
                warn($"{one.Name} has no effect with {Describe(runs[0])}.");
            string[] texts = lists && !one.Setting.IsShared ? Alternatives(one.Text) : [one.Text];
            runs = [.. runs.SelectMany(run => one.Setting.Matters(run)
                ? texts.Select(text => Apply(run, one with { Text = text })) : [run])];
        }

        return [.. runs.Distinct()];
    }

    /// <summary>Applies a setting to options.</summary>
    /// <exception cref="UsageException">The value is not valid.</exception>
    public static RunOptions Apply(RunOptions options, GivenSetting given)
    {
        try
        {
            var changed = given.Setting.Apply(options, given.Text);
            return changed.Validate() is [var problem, ..]
                ? throw new UsageException(Rename(problem, given.Name)) : changed;
        }
        catch (FormatException exception)
        {
            throw new UsageException(Rename(exception.Message, given.Name) + (given.Setting.Choices.Count > 0
                ? NearestName.Question(given.Text, given.Setting.Choices) : ""));
        }
    }

    /// <summary>Replaces the name of the setting in an error message of the library with the name that the user
    /// wrote.</summary>
    public static string Rename(string problem, string name)
    {
        var rule = problem.IndexOf(" must ", StringComparison.Ordinal);
        return rule < 0 ? $"{name}: {problem}" : name + problem[rule..];
    }

    private static string[] Alternatives(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [_, ..] parts
            ? parts : [text];

    private static string Describe(RunOptions options) =>
        $"generator {options.Generator.Name}, classifier {options.Classifier.Name}, adjustment "
            + $"{options.Adjustment.Name}";
}
