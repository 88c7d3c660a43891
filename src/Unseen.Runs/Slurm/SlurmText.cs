using System.Globalization;
using System.Text.RegularExpressions;

namespace Unseen.Runs.Slurm;

/// <summary>Parses the output of Slurm's programs.</summary>
internal static partial class SlurmText
{
    /// <summary>The format of squeue that <see cref="Queue"/> parses. The last field, %k, is the job's comment, in
    /// which <see cref="SlurmArray.Tag"/> is stored. It is last because other users' comments can contain
    /// "|".</summary>
    public const string QueueFormat = "%F|%K|%T|%r|%k";

    /// <summary>The fields of sacct that <see cref="Accounts"/> parses.</summary>
    public const string AccountFields = "JobID,State,ExitCode";

    /// <summary>Parses the output of squeue. Jobs that are not arrays are skipped.</summary>
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

    /// <summary>Parses the job id that sbatch prints, alone or followed by the name of the cluster.</summary>
    public static long? Submitted(string text) =>
        long.TryParse(text.Trim().Split(';')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var job) ? job
            : null;

    /// <summary>Finds a value in the output of scontrol show config; null if there is none.</summary>
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

    /// <summary>Finds the last state of a task in the output of sacct; null if there is none.</summary>
    public static SlurmEnd? Accounts(string text, SlurmTaskId task)
    {
        SlurmEnd? end = null;
        foreach (var line in Lines(text))
            if (line.Split('|') is [var id, var state, var code, ..] && id == task.ToString())
                end = End(state.Split(' ')[0], code); // other words can follow, as in "CANCELLED by 1000"
        return end;
    }

    /// <summary>Finds the last state of a task in a file of the plug-in jobcomp/filetxt; null if there is
    /// none.</summary>
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
