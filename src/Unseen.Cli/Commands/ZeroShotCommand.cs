using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Images.Backbones;
using Unseen.Images.Encoders;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Predictions;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen zero-shot</c>: predicts the classes of photographs with an encoder and the names of the classes,
/// without training.</summary>
internal static class ZeroShotCommand
{
    private static readonly Flag _classes = new(
        "--classes", OptionKind.Text, "LIST|FILE",
        "The classes, such as \"okapi, heron\", or a file with one name per line.");

    private static readonly Flag _save = new(
        "--save", OptionKind.Text, "DIR", "Save the model to a folder, for the commands predict, serve and export.");

    private static readonly Flag _format = PredictCommand.Format with
    {
        Description = "How to write the predictions: table, csv or jsonl [default: table].",
        Choices = ["table", "csv", "jsonl"],
    };

    private static readonly Flag _known = new(
        "--known", OptionKind.Text, "DIR",
            "Folder of at least 20 photographs that show the classes. --reject compares PHOTO with them.");

    public static Command Create(Terminal terminal)
    {
        var photographs = new Argument<string[]>("PHOTO")
        {
            Description = "Photographs: files, folders, patterns, or - for paths on stdin, one per line.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new DocumentedCommand("zero-shot",
            "Classify photographs with an encoder such as CLIP and the names of classes, without training.")
        {
            Examples =
            [
                "unseen zero-shot photos/ --encoder clip --classes \"okapi, heron, zebra\"",
                "unseen zero-shot photo.jpg --encoder clip --classes names.txt --top 3",
                "unseen zero-shot --encoder clip --classes names.txt --known mine/ --save birds",
                "unseen predict birds photo.jpg --reject 5%",
            ],
            Notes =
            [
                "The encoder is a folder of an ONNX export (docs/encoders.md). Probabilities are",
                "the softmax of the encoder's scores over the given classes. One of these classes",
                "is always the answer, unless --reject is set.",
            ],
        };
        command.Add(photographs);
        var flags = new FlagSet(command, BackboneFlags.Encoder, _classes, BackboneFlags.Prompts, PredictCommand.Top,
            PredictCommand.Reject, _known, _format, _save);
        command.SetAction(parsed => Run(parsed.GetValue(photographs) ?? [], flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string[] photographs, FlagValues values, Terminal terminal)
    {
        var save = values.Text(_save);
        if (photographs.Length == 0 && save is null)
            throw new UsageException($"give a PHOTO to classify, or {_save.Name} DIR to save the model.");
        var top = OptionText.ToCount(values.Text(PredictCommand.Top) ?? "1", PredictCommand.Top.Name);
        var (reject, known) = (PredictCommand.GetReject(values), values.Text(_known));
        if (reject is not null && known is null)
            throw UsageException.Needs(PredictCommand.Reject.Name, $"{_known.Name} DIR, photographs of the classes");
        if (known is not null && reject is null && save is null)
            throw UsageException.Needs(_known.Name, $"{PredictCommand.Reject.Name} P%, or {_save.Name} DIR");
        var format = PredictCommand.GetFormat(values, PredictionFormat.Table);
        if (format == PredictionFormat.Parquet)
            throw new UsageException($"{PredictCommand.Format.Name} must be table, csv or jsonl, but was 'parquet'.");
        var names = ZeroShot.ReadClasses(values.Require(_classes));
        var prompts = values.Text(BackboneFlags.Prompts) is { } file ? ClassPrompts.Read(file) : new ClassPrompts();
        using var encoder = Encoder.Load(values.Require(BackboneFlags.Encoder));
        var model = ZeroShot.CreateModel(encoder, names, prompts, save, known,
            terminal.ToContext(terminal.ForPeople(json: true), quiet: true));
        if (photographs.Length == 0)
            return ExitCode.Done;
        var features = new ImageFeatures([encoder.Images]); // not disposed, since the encoder disposes its image model
        var images = ImagePrediction.PredictPhotographs(model, features, photographs, top, input: terminal.Input,
            withFit: reject is not null, cancellation: terminal.Cancellation);
        terminal.StopsWhenCancelled = true;
        try
        {
            return PredictCommand.Write(images, isRows: false, width => new PredictionWriter(
                terminal.Output, format, "image", width, PredictCommand.NameWidth(model), reject: reject),
                file: null, terminal);
        }
        catch (OperationCanceledException) when (save is not null)
        {
            throw new InterruptedException(
                $"interrupted. The model is in {save}: unseen predict {Words.Quoted(save)} PHOTO uses it.");
        }
    }
}
