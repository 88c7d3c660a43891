using System.Globalization;
using System.Text.RegularExpressions;

namespace Unseen.Runs.Slurm;

/// <summary>Reads what Slurm's programs print.</summary>
internal static partial class SlurmText
{
    /// <summary>The format of squeue that <see cref="Queue"/> reads; the tag is in the comment, which may be anything
    /// in jobs of others.</summary>
    public const string QueueFormat = "%F|%K|%T|%r|%k";

    /// <summary>The fields of sacct that <see cref="Accounts"/> reads.</summary>
    public const string AccountFields = "JobID,State,ExitCode";

    /// <summary>The tasks that squeue lists; jobs that are no arrays are left out.</summary>
    public static IReadOnlyList<SlurmTask> Queue(string text)
    {
        List<SlurmTask> tasks = [];
        foreach (var line in Lines(text))
            if (line.Split('|', 5) is [var job, var index, var state, var reason, var tag]
                && long.TryParse(job, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                    && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                tasks.Add(new SlurmTask(new SlurmTaskId(id, number), state, reason, tag));
        return tasks;
    }

    /// <summary>The job id that sbatch prints: alone, or before the cluster's name.</summary>
    public static long? Submitted(string text) =>
        long.TryParse(text.Trim().Split(';')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var job) ? job
            : null;

    /// <summary>A value of scontrol show config, or null.</summary>
    public static string? Setting(string text, string name)
    {
        foreach (var line in Lines(text))
            if (line.Split('=', 2) is [var key, var value] && key.Trim() == name)
                return value.Trim();
        return null;
    }

    /// <summary>Reads the state of a task from a line of scontrol show job -o; null if the line has none.</summary>
    public static SlurmEnd? Job(string line) =>
        Field(line, "JobState") is { } state ? End(state, Field(line, "ExitCode")) : null;

    /// <summary>How a task ended by what sacct prints, or null where it says nothing; the last line is the
    /// latest.</summary>
    public static SlurmEnd? Accounts(string text, SlurmTaskId task)
    {
        SlurmEnd? end = null;
        foreach (var line in Lines(text))
            if (line.Split('|') is [var id, var state, var code, ..] && id == task.ToString())
                end = End(state.Split(' ')[0], code); // such as "CANCELLED by 1000"
        return end;
    }

    /// <summary>How a task ended by the lines of the plug-in jobcomp/filetxt, or null if they say nothing; the last
    /// line is the latest.</summary>
    public static SlurmEnd? Completed(IEnumerable<string> lines, SlurmTaskId task)
    {
        var (job, index) = (task.Job.ToString(CultureInfo.InvariantCulture),
            task.Index.ToString(CultureInfo.InvariantCulture));
        SlurmEnd? end = null;
        foreach (var line in lines)
            if (line.Contains($" ArrayJobId={job} ", StringComparison.Ordinal) && Field(line, "ArrayJobId") == job
                && Field(line, "ArrayTaskId") == index)
                end = Job(line) ?? end;
        return end;
    }

    private static SlurmEnd End(string state, string? code)
    {
        var parts = (code ?? "").Split(':');
        int Number(int i) => i < parts.Length && int.TryParse(parts[i], CultureInfo.InvariantCulture, out var number)
            ? number : 0;
        return new SlurmEnd(state, Number(0), Number(1));
    }

    private static string? Field(string line, string name)
    {
        foreach (Match match in Fields().Matches(line))
            if (match.Groups[1].ValueSpan.SequenceEqual(name))
                return match.Groups[2].Value;
        return null;
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"(?<=^|\s)([A-Za-z]+)=(\S*)")]
    private static partial Regex Fields();
}
