using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Adaptation;
using Unseen.Runs.Folders;

namespace Unseen.Cli.Commands.Classes;

/// <summary><c>unseen teach</c>: teaches a model classes by a few labelled photographs.</summary>
internal static class TeachCommand
{
    private static readonly Flag _images = new(
        "--images", OptionKind.Text, "DIR",
        "A folder with a folder of photographs for each class, named after the class.");
    private static readonly Flag _labels = new(
        "--labels", OptionKind.Text, "FILE", "A table of photographs and classes, as unseen review writes it.");
    private static readonly Flag _out = new(
        "--out", OptionKind.Text, "FILE",
        $"File for the model [default: {RunAdaptation.FileName} beside the trained one].");

    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run, or a model file." };
        var command = new DocumentedCommand("teach",
            "Teach a model classes from a few labelled photographs of each; nothing is trained.")
        {
            Examples =
            [
                "unseen teach runs/flowers --images labelled/",
                "unseen teach runs/flowers --labels review.csv",
                "unseen teach runs/flowers/adapted.safetensors --images labelled/",
            ],
            Notes =
            [
                "The classes are those of the model, seen or unseen. The command add-class adds",
                "new ones. The photographs of a class replace those of earlier teaching. The",
                "trained model does not change: to undo the teaching, delete the new file.",
            ],
        };
        command.Add(run);
        var flags = new FlagSet(
            command, _images, _labels, CommonFlags.TrainingData, _out, CommonFlags.Cache, CommonFlags.NoCache);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(run), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string run, FlagValues values, Terminal terminal)
    {
        var (folder, table) = (values.Text(_images), values.Text(_labels));
        if (folder is null == table is null)
            throw folder is null ? new UsageException($"{_images.Name} DIR or {_labels.Name} FILE is required.")
                : UsageException.Together(_images.Name, _labels.Name);
        OutputFile.RequireOther(_out.Name, values.Text(_out), table, values.Text(CommonFlags.Data));
        var screen = terminal.ForPeople(json: false);
        var context = terminal.ToContext(screen, quiet: true) with { Say = screen.Line };
        var model = RunAdaptation.LoadModel(run, values.Text(CommonFlags.Data), DataCache.Create(values));
        var classes = RunTeaching.Find(folder ?? table!, model, folder is null ? _labels.Name : _images.Name);
        OutputFile.RequireOther(
            _out.Name, values.Text(_out), classes.SelectMany(group => group).Select(image => image.Path));
        var taught = RunTeaching.Teach(model, run, classes, context);
        screen.Line(RunAdaptation.Save(taught, run, values.Text(_out), context));
        return ExitCode.Done;
    }
}
