using System.Globalization;
using System.Security.Cryptography;

namespace Unseen.Runs.Slurm;

/// <summary>An array job that is to be submitted: a script, and a file with a line for each task.</summary>
public sealed class SlurmArray
{
    private const int TagBytes = 6;
    private const string SecondsBeforeTheEnd = "60";

    private static readonly char[] _special = ['%', '\\'];

    private readonly string _folder;

    /// <summary>An array that no other has the tag of.</summary>
    /// <param name="name">its job name</param>
    /// <param name="folder">where its files go: a folder that the cluster's nodes see too</param>
    public SlurmArray(string name, string folder) => (Name, _folder) = (name, Path.GetFullPath(folder));

    /// <summary>The job's name.</summary>
    public string Name { get; }

    /// <summary>Marks the job, so that it is found even if nobody heard its id.</summary>
    public string Tag { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TagBytes));

    /// <summary>Processor cores of a task.</summary>
    public required int Threads { get; init; }

    /// <summary>Options of the job.</summary>
    public required SlurmOptions Options { get; init; }

    /// <summary>A line for each task.</summary>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>The script of a task, in sh, with its line in $item.</summary>
    public required string Work { get; init; }

    /// <summary>The folder in which sbatch runs, and which receives the output of tasks.</summary>
    public string Folder => _folder;

    /// <summary>The words after sbatch.</summary>
    public IEnumerable<string> Arguments =>
    [
        "--parsable", "--requeue", "--open-mode=append", $"--signal=B:TERM@{SecondsBeforeTheEnd}",
            $"--job-name={Name}", $"--comment={Tag}",
        string.Create(CultureInfo.InvariantCulture,
            $"--array=0-{Items.Count - 1}{(Options.AtOnce is { } most ? $"%{most}" : "")}"),
        string.Create(CultureInfo.InvariantCulture, $"--cpus-per-task={Threads}"),
        "--output=%A_%a.log", .. Options.Arguments, $"{Tag}.sh",
    ];

    /// <summary>The log of a task, which also receives what Slurm reports about it.</summary>
    public static string LogOf(string folder, SlurmTaskId task) => Path.Combine(folder, $"{task}.log");

    /// <summary>Checks a folder for an array's files: Slurm puts it before the name of the output, and reads signs in
    /// it as job numbers and the like.</summary>
    /// <exception cref="IOException">It has such a sign, and no task could begin.</exception>
    public static void RequireFolder(string folder)
    {
        if (Path.GetFullPath(folder) is var full && full.IndexOfAny(_special) >= 0)
            throw new IOException(
                $"{full}: the folder for Slurm's output must be without % and \\, but was not. Rename it, or choose "
                + "another.");
    }

    /// <summary>A word as sh takes it.</summary>
    public static string Quote(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>Writes the script and the list.</summary>
    public void Write()
    {
        if (Items.Append(_folder).FirstOrDefault(item => item.Contains('\n')) is { } broken)
            throw new IOException($"A path must be of one line for Slurm, but was '{broken}'.");
        RequireFolder(_folder);
        Directory.CreateDirectory(_folder);
        var list = Path.Combine(_folder, $"{Tag}.txt");
        AtomicFile.WriteText(list, string.Concat(Items.Select(item => $"{item}\n")));
        AtomicFile.WriteText(
            Path.Combine(_folder, $"{Tag}.sh"),
            $"""
            #!/bin/sh
            set -eu
            item=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" {Quote(list)})
            cd {Quote(Environment.CurrentDirectory)}
            {Work}

            """.ReplaceLineEndings("\n"));
    }
}
