using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Images.Extraction;
using Unseen.Inference.Adaptation;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Adaptation;
using Unseen.Runs.Folders;

namespace Unseen.Cli.Commands.Classes;

/// <summary><c>unseen teach</c>: teaches a model unseen classes by a few labelled photographs.</summary>
internal static class TeachCommand
{
    private static readonly Flag _images = new(
        "--images", OptionKind.Text, "DIR", "A folder of photographs for each class, named after it.");
    private static readonly Flag _out = new(
        "--out", OptionKind.Text, "FILE",
        $"Write the model there [default: {RunAdaptation.FileName} beside the trained one].");

    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run, or a model file." };
        var command = new DocumentedCommand("teach",
            "Teach a model unseen classes by a few labelled photographs each; nothing is trained.")
        {
            Examples =
            [
                "unseen teach runs/flowers --images labelled/",
                "unseen teach runs/flowers/adapted.safetensors --images labelled/",
            ],
            Notes =
            [
                "The photographs of a class replace those that it was taught by before. The",
                "trained model stays as it is: delete the new file, and all is as before.",
            ],
        };
        command.Add(run);
        var flags = new FlagSet(command, _images, CommonFlags.Data, _out, CommonFlags.Cache, CommonFlags.NoCache);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(run), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string run, FlagValues values, Terminal terminal)
    {
        var folder = values.Require(_images);
        if (!Directory.Exists(folder))
            throw new UsageException($"{_images.Name} must be a folder of photographs for each class, but {folder} "
                + "does not exist.");
        var screen = terminal.ForPeople(json: false);
        var context = terminal.ToContext(screen, quiet: true);
        var model = RunAdaptation.LoadModel(run, values.Text(CommonFlags.Data), DataCache.Of(values));
        var classes = ImageFolder.Classes(folder).Images.GroupBy(image => image.Label ?? "").ToArray();
        if (classes.FirstOrDefault(own => !IsUnseen(model, own.Key)) is { } other)
            throw new UsageException($"{_images.Name} must have folders named after unseen classes of the model, but "
                + $"'{other.Key}' is not one of its {model.IsSeen.Count(seen => !seen)} unseen classes.");
        if (classes.Length == 0)
            throw new UsageException($"{_images.Name} must have a folder of photographs for each class, but {folder} "
                + "has none.");
        foreach (var own in classes)
        {
            var features = RunAdaptation.ExtractFeatures(model, run, own.Select(image => image.Path), context);
            model = ModelTeacher.Teach(model, own.Key, features);
            screen.Line($"{own.Key}: {features.Length / model.FeatureWidth} photographs");
        }

        screen.Line(ModelFile.Save(model, run, values.Text(_out) ?? RunAdaptation.PlaceOf(run)));
        return ExitCode.Done;
    }

    private static bool IsUnseen(Inference.UnseenModel model, string name) =>
        model.ClassNames.Index().Any(entry => entry.Item == name && !model.IsSeen[entry.Index]);
}
