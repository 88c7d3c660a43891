using System.Globalization;
using System.Security.Cryptography;

namespace Unseen.Runs.Slurm;

/// <summary>An array job to submit: a script, and a file with one line per task.</summary>
public sealed class SlurmArray
{
    private const int TagBytes = 6;
    private const string SecondsBeforeTimeLimit = "60";

    private static readonly char[] _special = ['%', '\\'];

    /// <summary>Creates an array with a unique tag.</summary>
    /// <param name="name">name of the job</param>
    /// <param name="folder">folder for the files of the job, which the cluster's nodes must be able to access</param>
    public SlurmArray(string name, string folder) => (Name, Folder) = (name, Path.GetFullPath(folder));

    /// <summary>The name of the job.</summary>
    public string Name { get; }

    /// <summary>A unique tag in the job's comment, by which the job can be found if its id was lost.</summary>
    public string Tag { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TagBytes));

    /// <summary>The number of processor cores per task.</summary>
    public required int Threads { get; init; }

    /// <summary>The options of the job.</summary>
    public required SlurmOptions Options { get; init; }

    /// <summary>The lines of the tasks, one per task; none may contain a line break.</summary>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>The shell command of a task, in which $item is the task's line.</summary>
    public required string Work { get; init; }

    /// <summary>The full path of the folder in which sbatch runs, and to which tasks write their logs.</summary>
    public string Folder { get; }

    /// <summary>The arguments of sbatch. If an option occurs twice, sbatch uses the last one, so <see cref="Options"/>
    /// can replace all but the name, the comment and the list of tasks.</summary>
    public IEnumerable<string> Arguments =>
    [
        "--parsable", "--requeue", "--open-mode=append", $"--signal=B:TERM@{SecondsBeforeTimeLimit}",
        string.Create(CultureInfo.InvariantCulture, $"--cpus-per-task={Threads}"), "--output=%A_%a.log",
        .. Options.Arguments,
        $"--job-name={Name}", $"--comment={Tag}",
        string.Create(CultureInfo.InvariantCulture,
            $"--array=0-{Items.Count - 1}{(Options.AtOnce is { } limit ? $"%{limit}" : "")}"),
        $"{Tag}.sh",
    ];

    /// <summary>Gets the path of a task's log, to which Slurm also writes its messages.</summary>
    public static string GetLog(string folder, SlurmTaskId task) => Path.Combine(folder, $"{task}.log");

    /// <summary>Requires that Slurm can write the logs of an array to a folder. The path becomes part of the pattern
    /// for the names of logs, in which % and \ have a special meaning for Slurm.</summary>
    /// <exception cref="IOException">The path contains % or \, so that no task could start.</exception>
    public static void RequireFolder(string folder)
    {
        if (Path.GetFullPath(folder) is var full && full.IndexOfAny(_special) >= 0)
            throw new IOException(
                $"{full}: Slurm cannot write to a folder with % or \\ in its path. Rename it, or choose another.");
    }

    /// <summary>Quotes a word for the shell.</summary>
    public static string Quote(string word) => Words.SingleQuoted(word);

    /// <summary>Writes the script and the list of lines to the folder.</summary>
    /// <exception cref="IOException">The path or a line has a line break, the path contains % or \, or the files cannot
    /// be written.</exception>
    public void Write()
    {
        if (Items.Append(Folder).FirstOrDefault(item => item.Contains('\n')) is { } broken)
            throw new IOException($"Slurm cannot use a path with a line break: '{broken}'. Rename it.");
        RequireFolder(Folder);
        Directory.CreateDirectory(Folder);
        var list = Path.Combine(Folder, $"{Tag}.txt");
        AtomicFile.WriteText(list, string.Concat(Items.Select(item => $"{item}\n")));
        AtomicFile.WriteText(
            Path.Combine(Folder, $"{Tag}.sh"),
            $"""
            #!/bin/sh
            set -eu
            item=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" {Quote(list)})
            cd {Quote(Environment.CurrentDirectory)}
            {Work}

            """.ReplaceLineEndings("\n"));
    }
}
