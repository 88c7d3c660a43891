using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Help;
using Unseen.Cli.Predictions;
using Unseen.Cli.Runs;
using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen predict</c>: names the classes of images. Uses no libtorch.</summary>
internal static class PredictCommand
{
    private static readonly Flag _features = new(
        "--features", FlagKind.Text, "FILE", "Image features, one row an image: .csv, .npy, .npz or .mat.");
    private static readonly Flag _top = new("--top", FlagKind.Whole, "K", "Classes to name for each image [default: 1].");
    private static readonly Flag _unseenOnly = new(
        "--unseen-only", FlagKind.Switch, "", "Name only classes that training had no image of.");

    private static readonly Flag _format = new("--format", FlagKind.Choice, "table|csv|jsonl", "How to write them [default: table].")
    {
        Choices = FlagText.Names<PredictionFormat>(),
    };

    private static readonly Flag _out = new("--out", FlagKind.Text, "FILE", "Write to a file [default: stdout].");

    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run, or a model file." };
        var command = new DocumentedCommand("predict", "Name the classes of images from their features.")
        {
            Examples =
            [
                "unseen predict runs/awa2 --features photos.csv",
                "unseen predict model.safetensors --features photos.npy --top 5 --format csv",
            ],
            Notes = ["Rows count from 0. Features are raw: the model scales them as in training."],
        };
        command.Add(run);
        var flags = new FlagSet(command, _features, _top, _unseenOnly, _format, _out);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(run), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string run, FlagValues values, Terminal terminal)
    {
        var top = FlagText.ToWhole(values.Text(_top) ?? "1", _top.Name);
        if (top < 1)
            throw new UsageException($"{_top.Name} must be at least 1, but was {top}.");
        var format = FlagText.ToChoice<PredictionFormat>(values.Text(_format) ?? "table", _format.Name);
        var path = values.Require(_features);
        RunRecord.RequireThere(run);
        var model = UnseenModel.Load(run);
        var features = FeatureFile.Read(path, model.FeatureWidth);
        var candidates = values.IsOn(_unseenOnly) ? CandidateClasses.UnseenOnly : CandidateClasses.All;
        if (values.Text(_out) is not { } file)
        {
            PredictionWriter.Write(terminal.Output, format, model, features, top, candidates, terminal.Cancellation);
            return ExitCode.Done;
        }

        var temporary = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var output = new StreamWriter(temporary))
                PredictionWriter.Write(output, format, model, features, top, candidates, terminal.Cancellation);
            File.Move(temporary, file, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return ExitCode.Done;
    }
}
