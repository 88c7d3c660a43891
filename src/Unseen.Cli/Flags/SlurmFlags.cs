using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Slurm;

namespace Unseen.Cli.Flags;

/// <summary>The flags for Slurm jobs.</summary>
internal static class SlurmFlags
{
    private const string Slurm = "slurm";

    private static readonly (Flag Flag, string Argument)[] _passedOn =
    [
        (new("--partition", OptionKind.Text, "NAME", "Slurm's partition."), "--partition"),
        (new("--time", OptionKind.Text, "TIME", "Slurm's time limit of a task, such as 90 (minutes) or 1-12:00:00."),
            "--time"),
        (new("--memory", OptionKind.Text, "SIZE", "Memory of a task, such as 8G."), "--mem"),
        (new("--gpus", OptionKind.Whole, "N", "GPUs of a task."), "--gpus"),
        (new("--account", OptionKind.Text, "NAME", "Slurm's account."), "--account"),
    ];

    public static Flag Executor { get; } =
        Flag.Choice("--executor", "Where to run: here, or as array jobs of Slurm [default: local].", ["local", Slurm]);

    public static Flag AtOnce { get; } =
        new("--at-once", OptionKind.Whole, "N",
            "Tasks of an array that run at a time [default: as many as Slurm has room for].");

    /// <summary>All flags for Slurm jobs.</summary>
    public static IEnumerable<Flag> All =>
        Flag.Under("Slurm", [Executor, .. _passedOn.Select(pair => pair.Flag), AtOnce]);

    /// <summary>Reads the options of Slurm jobs; null if Slurm is not used.</summary>
    /// <exception cref="UsageException">A flag is not valid, or is given without <c>--executor slurm</c>.</exception>
    public static SlurmOptions? Read(FlagValues values)
    {
        if ((values.Text(Executor) ?? Executor.Choices[0]) is var executor && !Executor.Choices.Contains(executor))
            throw new UsageException(
                $"{Executor.Name} must be one of {string.Join(", ", Executor.Choices)}, but was "
                + $"'{executor}'.{NearestName.Question(executor, Executor.Choices)}");
        if (executor != Slurm)
            return All.Skip(1).FirstOrDefault(flag => values.Text(flag) is not null) is { } stray
                ? throw UsageException.Needs(stray.Name, $"{Executor.Name} {Slurm}")
                : null;
        return new SlurmOptions(
            [.. _passedOn.Where(pair => values.Text(pair.Flag) is not null)
                .Select(pair => $"{pair.Argument}={Checked(pair.Flag, values)}")],
            values.Text(AtOnce) is null ? null : AtLeastOne(AtOnce, values));
    }

    private static string Checked(Flag flag, FlagValues values)
    {
        if (flag.Kind == OptionKind.Whole)
            AtLeastOne(flag, values);
        return values.Text(flag) is { Length: > 0 } text && !text.Any(char.IsWhiteSpace) ? text
            : throw new UsageException($"{flag.Name} must be without spaces, but was '{values.Text(flag)}'.");
    }

    private static int AtLeastOne(Flag flag, FlagValues values) =>
        OptionText.ToCount(values.Text(flag)!, flag.Name);
}
