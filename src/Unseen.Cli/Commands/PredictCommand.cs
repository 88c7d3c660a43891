using System.CommandLine;
using System.Globalization;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Inference;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Predictions;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen predict</c>: predicts the classes of photographs or features. Does not use libtorch.</summary>
internal static class PredictCommand
{
    private const int RowWidth = 7;
    private const int GroupSize = 64;

    public static Flag Features { get; } = new(
        "--features", OptionKind.Text, "FILE",
            "Image features instead of photographs, one row per image: a table (.csv, .xlsx, .parquet) or arrays "
            + "(.npy, .npz, .mat, .pt); with --shard a folder of .npz and .parquet files, or one of them.");
    public static Flag Top { get; } =
        new("--top", OptionKind.Whole, "K", "Classes to name for each image [default: 1].");
    public static Flag UnseenOnly { get; } = new(
        "--unseen-only", OptionKind.Switch, "", "Name only classes that training had no image of.");

    public static Flag Reject { get; } = new(
        "--reject", OptionKind.Text, "P%",
        "Answer \"none of these\" for images that fit no class. P is the share of photographs of known classes that "
        + "may be refused too, such as 5% [default: refuse nothing].");

    public static Flag Format { get; } = Flag.Choice(
        "--format", "How to write the predictions [default: table, or parquet with --shard or --shards].",
            OptionText.Names<PredictionFormat>());

    public static Flag Out { get; } =
        new("--out", OptionKind.Text, "FILE",
        "File to write [default: stdout]. With --shard or --shards: a folder, which gets one file for each file of "
        + "--features.");

    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run, or a model file." };
        var photographs = new Argument<string[]>("PHOTO")
        {
            Description = "Photographs: files, folders, patterns, or - for paths on stdin, one per line.",
            Arity = ArgumentArity.ZeroOrMore
        };
        var command = new DocumentedCommand("predict",
            "Name the classes of photographs, or of images from their features.")
        {
            Examples =
            [
                "unseen predict runs/flowers photo.jpg",
                "unseen predict runs/flowers photos/ --top 3 --format jsonl",
                "unseen predict runs/flowers photos/ --reject 5%",
                "unseen predict runs/awa2 --features photos.csv",
                "unseen predict model.safetensors --features photos.npy --top 5 --format csv",
                "unseen predict runs/awa2 --features shards/ --shard 1/8 --out scores --top 5",
                "unseen predict RUN --features shards/ --shards 8 --out scores --executor slurm",
            ],
            Notes =
            [
                "Photographs need a model that was trained on photographs. Give features as the",
                "image model computes them: the model scales them itself. Row numbers start at 0.",
                "A photograph that cannot be used is named and skipped, and the exit code is 1.",
                "",
                "--shard and --shards read files of any size piece by piece: .npz files whose",
                "array is in C order, and Parquet files with a list column 'features'. A row",
                "group may have 1 GiB of features as float32, and takes up to 8 times as much",
                "memory. The name of an image may have 4096 characters. Files that are done are",
                "skipped. With --executor slurm, all nodes need the same folders, and this",
                "program at the same path. A part that fails is tried once more.",
            ],
        };
        command.Add(run);
        command.Add(photographs);
        var flags = new FlagSet(command, [Features, Top, UnseenOnly, Reject, Format, Out, .. PredictShards.Flags,
            .. ReadingFlags.FeatureFlags]);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(run), parsed.GetValue(photographs) ?? [],
            flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string run, string[] photographs, FlagValues values, Terminal terminal)
    {
        var top = OptionText.ToCount(values.Text(Top) ?? "1", Top.Name);
        var path = values.Text(Features);
        if (path is null == (photographs.Length == 0))
            throw path is null ? new UsageException($"PHOTO or {Features.Name} FILE is required.")
                : UsageException.Together("PHOTO", Features.Name);
        var reject = GetReject(values);
        var isSharded = PredictShards.IsAskedFor(values);
        var reading = ReadingFlags.Read(values, path is null ? "PHOTO" : isSharded ? "the options of shards" : null);
        if (isSharded)
            return PredictShards.Run(run, top, values, terminal);
        var format = GetFormat(values, PredictionFormat.Table);
        PredictShards.RequireUnused(values, path, format);
        RunRecord.RequireExists(run);
        var file = values.Text(Out);
        var model = UnseenModel.Load(run);
        OutputFile.RequireOther(Out.Name, file, [path, .. ModelFile.GetFiles(model, run)]);
        if (reject is not null)
            ModelFile.RequireRefuses(model, run);
        if (values.IsOn(UnseenOnly) && !model.IsSeen.Contains(false))
            throw new UsageException($"{run} has no unseen classes. Leave {UnseenOnly.Name} out.");
        terminal.StopsWhenCancelled = true;
        using var features = path is null ? ModelFile.OpenFeatures(model, run) : null;
        var candidates = values.IsOn(UnseenOnly) ? CandidateClasses.UnseenOnly : CandidateClasses.All;
        var images = path is null
            ? ImagePrediction.PredictPhotographs(
                model, features!, photographs, top, candidates, terminal.Input, reject is not null,
                terminal.Cancellation)
            : ImagePrediction.PredictFeatures(model, path, top, candidates, reject is not null, reading,
                terminal.Error.WriteLine, terminal.Cancellation);
        int Write(TextWriter output) => PredictCommand.Write(images, isRows: path is not null, width =>
            new PredictionWriter(
                output, format, path is null ? "image" : "row", width, NameWidth(model), reject: reject), file,
            terminal);
        if (file is null)
            return Write(terminal.Output);
        var exitCode = ExitCode.Done;
        AtomicFile.Write(file, stream =>
        {
            using var output = new StreamWriter(stream, leaveOpen: true);
            exitCode = Write(output);
        });
        return exitCode;
    }

    /// <summary>Writes predictions while they are computed. The columns fit the names of the first 64
    /// images.</summary>
    internal static int Write(
        IEnumerable<PredictedImage> images, bool isRows, Func<int, PredictionWriter> create, string? file,
        Terminal terminal)
    {
        var exitCode = ExitCode.Done;
        PredictionWriter? writer = null;
        foreach (var group in images.Chunk(GroupSize))
        {
            writer ??= Begin(isRows ? RowWidth : group.Max(image => image.Name.Length));
            foreach (var image in group)
            {
                terminal.Cancellation.ThrowIfCancellationRequested();
                if (!isRows)
                    OutputFile.RequireOther(Out.Name, file, [image.Name]);
                if (image.Problem is null)
                    writer.Write(isRows ? int.Parse(image.Name, CultureInfo.InvariantCulture) : image.Name,
                        [.. image.Classes]);
                else
                    terminal.Warn($"{image.Name} skipped: {image.Problem}.");
                exitCode = image.Problem is null ? exitCode : ExitCode.BadInput;
            }
        }

        if (writer is null)
            Begin(RowWidth);
        return exitCode;

        PredictionWriter Begin(int width)
        {
            var begun = create(width);
            begun.Begin();
            return begun;
        }
    }

    internal static double? GetReject(FlagValues values) =>
        values.Text(Reject) is { } share ? OptionText.ToShare(share, Reject.Name) : null;

    internal static PredictionFormat GetFormat(FlagValues values, PredictionFormat otherwise) =>
        values.Text(Format) is { } text ? OptionText.ToChoice<PredictionFormat>(text, Format.Name) : otherwise;

    internal static int NameWidth(UnseenModel model) =>
        Math.Max("class".Length, model.ClassNames.Max(name => name.Length));
}
