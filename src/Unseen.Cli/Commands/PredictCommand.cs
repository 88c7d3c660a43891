using System.CommandLine;
using System.Numerics.Tensors;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Images.Extraction;
using Unseen.Inference;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Photographs;
using Unseen.Runs.Predictions;
using Unseen.Runs.Shards;
using Unseen.Runs.Slurm;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen predict</c>: names the classes of photographs or of features. Uses no libtorch.</summary>
internal static class PredictCommand
{
    private const int RowWidth = 7;
    private const int PhotographsAtOnce = 64;
    private const int MaxParts = 100_000;

    private static readonly Flag _features = new(
        "--features", OptionKind.Text, "FILE",
            "Image features in the place of photographs, one row an image: .csv, .npy, .npz or .mat; with --shard a "
            + "folder of .npz and .parquet files, or one of them.");
    private static readonly Flag _top =
        new("--top", OptionKind.Whole, "K", "Classes to name for each image [default: 1].");
    private static readonly Flag _unseenOnly = new(
        "--unseen-only", OptionKind.Switch, "", "Name only classes that training had no image of.");

    private static readonly Flag _format = Flag.Choice(
        "--format", "How to write them [default: table, or parquet with --shard].",
            OptionText.Names<PredictionFormat>());

    private static readonly Flag _out =
        new("--out", OptionKind.Text, "FILE",
        "Write to a file [default: stdout]; with --shard to a folder, a file for each of --features.");

    private static readonly Flag _shard =
        new("--shard", OptionKind.Text, "I/N",
        "Take every N-th file of --features, from the I-th on. Files done before are skipped.");

    private static readonly Flag _shards =
        new("--shards", OptionKind.Whole, "N",
        "Take all files of --features, as N parts: here one after another, or as tasks of Slurm.");

    private static readonly Flag _threads =
        new("--threads", OptionKind.Whole, "N",
        "Threads to score on, with --shard [default: one a core, or one with --executor slurm].");

    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run, or a model file." };
        var photographs = new Argument<string[]>(
            "PHOTO")
        {
            Description = "Photographs: files, folders, patterns, or - for a path a line of stdin.",
            Arity = ArgumentArity.ZeroOrMore
        };
        var command = new DocumentedCommand("predict",
            "Name the classes of photographs, or of images from their features.")
        {
            Examples =
            [
                "unseen predict runs/flowers photo.jpg",
                "unseen predict runs/flowers photos/ --top 3 --format jsonl",
                "unseen predict runs/awa2 --features photos.csv",
                "unseen predict model.safetensors --features photos.npy --top 5 --format csv",
                "unseen predict runs/awa2 --features shards/ --shard 1/8 --out scores --top 5",
                "unseen predict RUN --features shards/ --shards 8 --out scores --executor slurm",
            ],
            Notes =
            [
                "Photographs need a model that was trained on photographs. Rows count from 0.",
                "Features are raw: the model scales them as in training. A photograph that",
                "cannot be used is named, the others are predicted, and the exit code is 1.",
                "Shards of any size are read in pieces: an array of C order in a .npz file, and",
                "Parquet by row groups, the lists of the column features: a row group may have",
                "1 GiB of features as float32, and is held in up to 8 times its bytes, names",
                "aside. A name may have 4096 characters. With --executor slurm nodes need the",
                "same folders, and this program at the same place; a part that fails is tried",
                "once more, and what was done before is not done again.",
            ],
        };
        command.Add(run);
        command.Add(photographs);
        var flags = new FlagSet(command, [_features, _shard, _shards, _top, _unseenOnly, _format, _out, _threads,
            .. SlurmFlags.All]);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(run), parsed.GetValue(photographs) ?? [],
            flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string run, string[] photographs, FlagValues values, Terminal terminal)
    {
        var top = OptionText.ToWhole(values.Text(_top) ?? "1", _top.Name);
        if (top < 1)
            throw new UsageException($"{_top.Name} must be at least 1, but was {top}.");
        var path = values.Text(_features);
        if (path is null == (photographs.Length == 0))
            throw new UsageException(
                $"PHOTO or {_features.Name} FILE is required{(path is null ? "" : ", but both were given")}.");
        if (SlurmFlags.Read(values) is not null && values.Text(_shards) is null)
            throw new UsageException($"{SlurmFlags.Executor.Name} slurm must come with {_shards.Name}.");
        if (values.Text(_shards) is { } shards)
            return OfShards(run, shards, top, values, terminal);
        if (values.Text(_shard) is { } shard)
            return OfShard(run, ShardNumber.Parse(shard, _shard.Name), top, values, terminal);
        var format = FormatOf(values, PredictionFormat.Table);
        CheckWithoutShard(values, path, format);
        RunRecord.RequireThere(run);
        if (values.Text(_out) is { } target)
            CheckOutput(target, [.. path is null ? Array.Empty<string>() : [path], ModelFile.PathOf(run)]);
        var model = UnseenModel.Load(run);
        var candidates = values.IsOn(_unseenOnly) ? CandidateClasses.UnseenOnly : CandidateClasses.All;
        if (values.Text(_out) is not { } file)
            return Write(terminal.Output);

        var temporary = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            int exitCode;
            using (var output = new StreamWriter(temporary))
                exitCode = Write(output);
            File.Move(temporary, file, overwrite: true);
            return exitCode;
        }
        finally
        {
            File.Delete(temporary);
        }

        int Write(TextWriter output) => path is null
            ? OfPhotographs(output, format, model, run, photographs, values.Text(_out), top, candidates, terminal)
            : OfFeatures(output, format, model, path, top, candidates, terminal.Cancellation);
    }

    private static PredictionFormat FormatOf(FlagValues values, PredictionFormat otherwise) =>
        values.Text(_format) is { } text ? OptionText.ToChoice<PredictionFormat>(text, _format.Name) : otherwise;

    private static void CheckWithoutShard(FlagValues values, string? path, PredictionFormat format)
    {
        if (format == PredictionFormat.Parquet)
            throw new UsageException($"{_format.Name} parquet must come with {_shard.Name}; 1/1 takes all files.");
        if (values.Text(_threads) is not null)
            throw new UsageException($"{_threads.Name} must come with {_shard.Name}; 1/1 takes all files.");
        if (Directory.Exists(path))
            throw new UsageException(
                $"{_features.Name} must be a file without {_shard.Name}, but {path} is a folder; {_shard.Name} 1/1 "
                + "takes all files in it.");
    }

    private static int OfShards(string run, string shards, int top, FlagValues values, Terminal terminal)
    {
        if (values.Text(_shard) is not null)
            throw new UsageException($"{_shards.Name} must come without {_shard.Name}, but both were given.");
        var count = OptionText.ToWhole(shards, _shards.Name);
        if (count is < 1 or > MaxParts)
            throw new UsageException($"{_shards.Name} must be from 1 to {MaxParts}, but was {count}.");
        var (prediction, files) = Prediction(run, top, values, terminal);
        if (SlurmFlags.Read(values) is not { } options)
        {
            // One pass over all of them is what the parts come to.
            prediction.Run(run, files);
            return ExitCode.Done;
        }

        var cluster = SlurmCluster.Find(terminal.Output.WriteLine, terminal.Cancellation);
        var threads = values.Text(_threads) is null ? 1 : prediction.Threads;
        string[] command =
        [
            "predict", run, _features.Name, values.Text(_features)!, _out.Name, prediction.Folder, _format.Name,
                Names.Of(prediction.Format), _threads.Name, $"{threads}", _top.Name, $"{top}",
            .. prediction.UnseenOnly ? [_unseenOnly.Name] : Array.Empty<string>(), _shard.Name,
        ];
        var isDone = new SlurmPrediction(cluster, options, threads, prediction.Folder, ContextOf(terminal))
            .Run([.. OwnProgram.Words, .. command], Math.Min(count, files.Length));
        return isDone && prediction.IsComplete(run, files) ? ExitCode.Done : ExitCode.BadInput;
    }

    private static int OfShard(string run, ShardNumber shard, int top, FlagValues values, Terminal terminal)
    {
        var (prediction, files) = Prediction(run, top, values, terminal);
        prediction.Run(run, shard.Of(files));
        return ExitCode.Done;
    }

    /// <summary>What the flags say of a prediction from shards, and all files that they name.</summary>
    private static (ShardedPrediction Prediction, string[] Files) Prediction(
        string run, int top, FlagValues values, Terminal terminal)
    {
        var name = values.Text(_shard) is null ? _shards.Name : _shard.Name;
        var path = values.Text(_features)
            ?? throw new UsageException($"{name} must come with {_features.Name}, not with PHOTO.");
        var folder = values.Text(_out) is { Length: > 0 } given ? given
            : throw new UsageException($"{_out.Name} must name a folder with {name}.");
        if (File.Exists(folder))
            throw new UsageException($"{_out.Name} must be a folder with {name}, but was the file {folder}.");
        if (IsSame(folder, Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!))
            throw new UsageException(
                $"{_out.Name} must be another folder than that of {_features.Name}, but was the same.");
        var format = FormatOf(values, PredictionFormat.Parquet);
        if (format == PredictionFormat.Table)
            throw new UsageException(
                $"{_format.Name} must be one of csv, jsonl, parquet with {name}, but was 'table'.");
        var threads = values.Text(_threads) is { } text ? OptionText.ToWhole(text, _threads.Name)
            : Environment.ProcessorCount;
        if (threads < 1)
            throw new UsageException($"{_threads.Name} must be at least 1, but was {threads}.");
        RunRecord.RequireThere(run);
        var prediction = new ShardedPrediction(ContextOf(terminal))
        {
            Folder = folder,
            Format = format,
            Top = top,
            UnseenOnly = values.IsOn(_unseenOnly),
            Threads = threads
        };
        var files = ShardFiles.Find(path);
        prediction.CheckOutputs(files, ModelFile.PathOf(run));
        return (prediction, files);
    }

    private static RunContext ContextOf(Terminal terminal) =>
        terminal.ToContext(terminal.ForPeople(json: false), quiet: true);

    private static bool IsSame(string folder, string other) =>
        RealPath.Comparer.Equals(RealPath.Of(folder), RealPath.Of(other));

    /// <summary>Refuses to replace what is read.</summary>
    private static void CheckOutput(string output, IEnumerable<string> inputs)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(output));
        var place = folder is null ? output : Path.Combine(RealPath.Of(folder), Path.GetFileName(output));
        foreach (var input in inputs)
            if (RealPath.Places(input).Contains(place, RealPath.Comparer))
                throw new UsageException(
                    $"{_out.Name} must be another file than those that are read, but was {input}.");
    }

    private static int OfFeatures(
        TextWriter output, PredictionFormat format, UnseenModel model, string path, int top,
            CandidateClasses candidates, CancellationToken cancellation)
    {
        var features = FeatureFile.Read(path, model.FeatureWidth);
        var writer = new PredictionWriter(output, format, "row", RowWidth, NameWidth(model));
        writer.Begin();
        for (var row = 0; row < features.Rows; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!TensorPrimitives.IsFiniteAll(features.Row(row)))
                throw new DataException(path, $"row {row}", "finite in every feature", "NaN or infinite in one");
            writer.Write(row, model.PredictTop(features.Row(row), top, candidates));
        }

        return ExitCode.Done;
    }

    private static int OfPhotographs(
        TextWriter output, PredictionFormat format, UnseenModel model, string run, string[] photographs, string? file,
            int top, CandidateClasses candidates, Terminal terminal)
    {
        using var features = ModelFile.OpenFeatures(model, run);
        var isComplete = true;
        PredictionWriter? writer = null;
        foreach (var images in PhotographPaths.Find(photographs, terminal.Input).Chunk(PhotographsAtOnce))
        {
            if (file is not null)
                CheckOutput(file, images.Select(image => image.Path));
            var extracted = FeatureExtraction.Run(images, features, batch: 1, cancellation: terminal.Cancellation);
            if (writer is null)
            {
                writer = new PredictionWriter(
                    output, format, "image", images.Max(image => image.Path.Length), NameWidth(model));
                writer.Begin();
            }

            foreach (var (place, image) in extracted.Images.Index())
                writer.Write(image.Path, model.PredictTop(
                    extracted.Features.AsSpan(place * extracted.Width, extracted.Width), top, candidates));
            foreach (var skipped in extracted.Skipped)
                terminal.Warn($"{skipped.Path} skipped: {skipped.Reason}.");
            isComplete &= extracted.Skipped.Count == 0;
        }

        return isComplete ? ExitCode.Done : ExitCode.BadInput;
    }

    private static int NameWidth(UnseenModel model) =>
        Math.Max("class".Length, model.ClassNames.Max(name => name.Length));
}
