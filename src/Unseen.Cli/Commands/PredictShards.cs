using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Predictions;
using Unseen.Runs.Shards;
using Unseen.Runs.Slurm;

namespace Unseen.Cli.Commands;

/// <summary>The part of <c>unseen predict</c> that reads many files and writes one output per file, on this machine or
/// in Slurm tasks.</summary>
internal static class PredictShards
{
    private const int MaxParts = 100_000;

    private static readonly Flag _shard =
        new("--shard", OptionKind.Text, "I/N",
        "Take every N-th file of --features, from the I-th on. Files whose results are complete are skipped.");

    private static readonly Flag _shards =
        new("--shards", OptionKind.Whole, "N",
        "Take all files of --features, as N parts: here one after another, or as tasks of Slurm.");

    private static readonly Flag _threads =
        new("--threads", OptionKind.Whole, "N",
        "Threads for scoring, with --shard or --shards [default: one per core, or one with --executor slurm].");

    /// <summary>The flags for many files.</summary>
    public static IEnumerable<Flag> Flags =>
        [.. Flag.Under("Many files", _shard, _shards, _threads), .. SlurmFlags.All];

    /// <summary>Determines whether the flags ask for a prediction by shards.</summary>
    /// <exception cref="UsageException">A flag of Slurm is not valid, or a flag that it needs is missing.</exception>
    public static bool IsAskedFor(FlagValues values)
    {
        if (SlurmFlags.Read(values) is not null && values.Text(_shards) is null)
            throw UsageException.Needs($"{SlurmFlags.Executor.Name} slurm", _shards.Name);
        return values.Text(_shards) is not null || values.Text(_shard) is not null;
    }

    /// <summary>Predicts the classes of the files.</summary>
    /// <param name="run">the folder of a run, or a model file</param>
    /// <param name="top">maximum number of classes per row</param>
    /// <param name="values">the flags</param>
    /// <param name="terminal">output, clock and cancellation</param>
    /// <returns>the exit code</returns>
    public static int Run(string run, int top, FlagValues values, Terminal terminal) => values.Text(_shards) is { } all
        ? RunAll(run, all, top, values, terminal)
        : RunPart(run, ShardNumber.Parse(values.Text(_shard)!, _shard.Name), top, values, terminal);

    /// <summary>Checks a command line without <c>--shard</c> and <c>--shards</c>.</summary>
    /// <exception cref="UsageException">A flag or a folder of features requires one of these two.</exception>
    public static void RequireUnused(FlagValues values, string? path, PredictionFormat format)
    {
        if (format == PredictionFormat.Parquet)
            throw new UsageException(
                $"{PredictCommand.Format.Name} parquet needs {_shard.Name}: add {_shard.Name} 1/1 for all files.");
        if (values.Text(_threads) is not null)
            throw new UsageException($"{_threads.Name} needs {_shard.Name}: add {_shard.Name} 1/1 for all files.");
        if (Directory.Exists(path))
            throw new UsageException(
                $"{PredictCommand.Features.Name} {path} is a folder. Name one file, or add {_shard.Name} 1/1 for "
                    + "all files in it.");
    }

    private static int RunAll(string run, string shards, int top, FlagValues values, Terminal terminal)
    {
        if (values.Text(_shard) is not null)
            throw UsageException.Together(_shards.Name, _shard.Name);
        var count = OptionText.ToWhole(shards, _shards.Name, 1, MaxParts);
        var (prediction, files) = CreatePrediction(run, top, values, terminal);
        if (SlurmFlags.Read(values) is not { } options)
        {
            // On one machine, all parts together are one pass over all files.
            prediction.Run(run, files);
            return ExitCode.Done;
        }

        var cluster = SlurmCluster.Find(terminal.Output.WriteLine, terminal.Cancellation);
        var threads = values.Text(_threads) is null ? 1 : prediction.Threads;
        string[] command =
        [
            "predict", run, PredictCommand.Features.Name, values.Text(PredictCommand.Features)!,
                PredictCommand.Out.Name, prediction.Folder, PredictCommand.Format.Name,
                Names.Get(prediction.Format), _threads.Name, $"{threads}", PredictCommand.Top.Name, $"{top}",
            .. prediction.UnseenOnly ? [PredictCommand.UnseenOnly.Name] : Array.Empty<string>(),
            .. values.Text(PredictCommand.Reject) is { } reject ? [PredictCommand.Reject.Name, reject]
                : Array.Empty<string>(), _shard.Name,
        ];
        var isDone = new SlurmPrediction(cluster, options, threads, prediction.Folder, GetContext(terminal))
            .Run([.. OwnProgram.Words, .. command], Math.Min(count, files.Length));
        return isDone && prediction.IsComplete(run, files) ? ExitCode.Done : ExitCode.BadInput;
    }

    private static int RunPart(string run, ShardNumber shard, int top, FlagValues values, Terminal terminal)
    {
        var (prediction, files) = CreatePrediction(run, top, values, terminal);
        prediction.Run(run, shard.Select(files));
        return ExitCode.Done;
    }

    /// <summary>Creates the sharded prediction that the flags ask for, and finds its input files.</summary>
    private static (ShardedPrediction Prediction, string[] Files) CreatePrediction(
        string run, int top, FlagValues values, Terminal terminal)
    {
        var name = values.Text(_shard) is null ? _shards.Name : _shard.Name;
        var path = values.Text(PredictCommand.Features)
            ?? throw new UsageException(
                $"{name} is for features, not photographs: name them with {PredictCommand.Features.Name}.");
        var folder = values.Text(PredictCommand.Out) is { Length: > 0 } given ? given
            : throw new UsageException($"{name} needs {PredictCommand.Out.Name} DIR, a folder for the results.");
        if (File.Exists(folder))
            throw new UsageException(
                $"{PredictCommand.Out.Name} must be a folder with {name}, but {folder} is a file.");
        if (IsSame(folder, Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!))
            throw new UsageException(
                $"{PredictCommand.Out.Name} and {PredictCommand.Features.Name} are the same folder. Choose "
                    + $"another {PredictCommand.Out.Name}.");
        var format = PredictCommand.GetFormat(values, PredictionFormat.Parquet);
        if (format == PredictionFormat.Table)
            throw new UsageException(
                $"{PredictCommand.Format.Name} must be one of csv, jsonl, parquet with {name}, but was 'table'.");
        var threads = values.Text(_threads) is { } text ? OptionText.ToCount(text, _threads.Name)
            : Environment.ProcessorCount;
        RunRecord.RequireExists(run);
        terminal.StopsWhenCancelled = true;
        var prediction = new ShardedPrediction(GetContext(terminal))
        {
            Folder = folder,
            Format = format,
            Top = top,
            UnseenOnly = values.IsOn(PredictCommand.UnseenOnly),
            Reject = PredictCommand.GetReject(values),
            Threads = threads
        };
        var files = ShardFiles.Find(path);
        prediction.CheckOutputs(files, ModelFile.GetPath(run));
        return (prediction, files);
    }

    private static RunContext GetContext(Terminal terminal) =>
        terminal.ToContext(terminal.ForPeople(json: false), quiet: true);

    private static bool IsSame(string folder, string other) =>
        RealPath.Comparer.Equals(RealPath.Resolve(folder), RealPath.Resolve(other));
}
