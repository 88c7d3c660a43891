using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Images.Export;
using Unseen.Inference;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Folders;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen export</c>: exports a model for other programs.</summary>
internal static class ExportCommand
{
    private static readonly Flag _onnx = new("--onnx", OptionKind.Text, "FILE", "The ONNX file to write.");

    private static readonly Flag _withBackbone =
        new("--with-backbone", OptionKind.Switch, "",
        "Put the image models into the graph: images in, class scores out.");

    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run, or a model file." };
        var command = new DocumentedCommand("export",
            "Write a model as a plain ONNX graph, for ONNX Runtime and others.")
        {
            Examples = ["unseen export runs/awa2 --onnx classifier.onnx",
                "unseen export runs/flowers --onnx flowers.onnx --with-backbone"],
            Notes =
            [
                $"The input is '{OnnxExport.Features}' [N, D], raw features. With image models it is",
                $"'{OnnxExport.Images}' [N, 3, H, W], red, green and blue from 0 to 255. The outputs are",
                $"'{OnnxExport.Scores}' and '{OnnxExport.Probabilities}' [N, C]; probabilities are calibrated if the",
                "model is. The names of the classes are in the metadata.",
            ],
        };
        command.Add(run);
        var flags = new FlagSet(command, _onnx, _withBackbone);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(run), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string run, FlagValues values, Terminal terminal)
    {
        var path = values.Require(_onnx);
        RunRecord.RequireExists(run);
        var model = UnseenModel.Load(run);
        OutputFile.RequireOther(_onnx.Name, path, ModelFile.GetFiles(model, run));
        using var features = values.IsOn(_withBackbone) ? ModelFile.OpenFeatures(model, run) : null;
        AtomicFile.Write(path, stream => OnnxExport.Write(model, stream, features));
        var input = features is null ? $"{OnnxExport.Features} [N, {model.FeatureWidth}]"
            : $"{OnnxExport.Images} [N, 3, {features.Backbones[0].Preprocessing.Crop}, "
            + $"{features.Backbones[0].Preprocessing.Crop}]";
        terminal.Output.WriteLine(
            $"{path}: {input} in, {OnnxExport.Scores} [N, {model.ClassNames.Count}] out, "
            + $"{Words.Megabytes(new FileInfo(path).Length)}");
        return ExitCode.Done;
    }
}
