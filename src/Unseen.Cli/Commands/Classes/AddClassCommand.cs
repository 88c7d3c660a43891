using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Inference;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Adaptation;
using Unseen.Runs.Folders;
using Unseen.Runs.Predictions;

namespace Unseen.Cli.Commands.Classes;

/// <summary><c>unseen add-class</c>: adds a class to a model by its description, by photographs, or by both, without
/// training.</summary>
internal static class AddClassCommand
{
    private static readonly Flag _name = new("--name", OptionKind.Text, "NAME", "Name of the new class.");
    private static readonly Flag _descriptor = new("--descriptor", OptionKind.Text, "LIST",
        "Its descriptor: numbers separated by commas, or a file of numbers.");
    private static readonly Flag _description = new("--description", OptionKind.Text, "TEXT",
        "What it looks like, for a model that was trained with words.");
    private static readonly Flag _words = new("--words", OptionKind.Text, "FILE",
        "The word vectors that the model was trained with [default: those that its run names].");
    private static readonly Flag _encoder = new("--encoder", OptionKind.Text, "DIR",
        "The encoder that the model was trained with [default: the one that its run names].");
    private static readonly Flag _images = new("--images", OptionKind.Text, "DIR",
        "A few photographs of it: a folder, a file or a pattern.");
    private static readonly Flag _features = new("--features", OptionKind.Text, "FILE",
        "Features of its photographs, instead of --images, one row per image.");
    private static readonly Flag _out = new("--out", OptionKind.Text, "FILE",
        $"File for the model [default: the model's own file, or {RunAdaptation.FileName} "
        + "beside it if --images or --features is given].");

    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("MODEL") { Description = "The folder of a run, or a model file." };
        var command = new DocumentedCommand("add-class",
            "Add a class to a model from a description, photographs, or both; nothing is trained.")
        {
            Examples =
            [
                "unseen add-class runs/animals --name okapi --descriptor 0.2,0.9,0,1",
                "unseen add-class runs/flowers --name edelweiss --images edelweiss/",
                "unseen remove-class runs/animals --name okapi",
            ],
            Notes =
            [
                "The descriptor has the same columns as those in training, on the same scale. For",
                "a model that was trained with words, the name alone is enough if its run names",
                "the word vectors or the encoder.",
            ],
        };
        command.Add(run);
        var flags = new FlagSet(command, _name, _descriptor, _description, _words, _encoder, _images, _features,
            CommonFlags.TrainingData, _out, CommonFlags.Cache, CommonFlags.NoCache);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(run), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string run, FlagValues values, Terminal terminal)
    {
        var name = values.Require(_name);
        foreach (var flag in new[] { _description, _words, _encoder })
            values.RefuseBoth(_descriptor, flag);
        values.RefuseBoth(_images, _features);
        RunRecord.RequireExists(run);
        var screen = terminal.ForPeople(json: false);
        var context = terminal.ToContext(screen, quiet: true);
        var (images, featuresFile) = (values.Text(_images), values.Text(_features));
        OutputFile.RequireOther(_out.Name, values.Text(_out), [featuresFile, values.Text(_descriptor),
            values.Text(_words), values.Text(CommonFlags.Data),
            .. PhotographPaths.GetFiles(images is null ? [] : [images])]);
        var hasPhotographs = images is not null || featuresFile is not null;
        var descriptor = values.Text(_descriptor) is { } numbers
            ? ClassDescriptor.Parse(numbers, values.GetName(_descriptor))
            : hasPhotographs && new[] { _description, _words, _encoder }.All(flag => values.Text(flag) is null) ? []
            : ClassDescriptor.FromWords(run, name, values.Text(_description), values.Text(_words),
                values.Text(_encoder), context);
        var model = hasPhotographs
            ? RunAdaptation.LoadModel(run, values.Text(CommonFlags.Data), DataCache.Create(values))
            : UnseenModel.Load(run);
        float[] features = featuresFile is not null ? FeatureRows(featuresFile)
            : images is not null ? RunAdaptation.ExtractFeatures(model, run, [images], context).Features : [];
        var added = AddedClass.Create(model, run, name, descriptor, features);
        var path = hasPhotographs ? RunAdaptation.Save(added.Model, run, values.Text(_out), context)
            : ModelFile.Save(added.Model, run, values.Text(_out));
        Report(added, name, path, screen, terminal);
        return ExitCode.Done;

        float[] FeatureRows(string file) =>
            [.. RunAdaptation.ReadFeatures(file, model).SelectMany(block => block.ToArray())];
    }

    private static void Report(AddedClass added, string name, string path, Screen screen, Terminal terminal)
    {
        var model = added.Model;
        screen.Line($"{path}: {name} added, {model.ClassNames.Count} classes");
        foreach (var (label, cosine) in added.Nearest)
            screen.Line($"  {Words.Short(cosine),6}  {model.ClassNames[label]} "
                + $"({(model.IsSeen[label] ? "seen" : "unseen")})");
        if (model.Branch is null && model.Metadata.TryGetValue("expectedAccuracy", out var expected))
            screen.Line($"Classes added this way are expected to be recognised in {expected} per cent of their "
                + "photographs (measured on seen classes that were held out).");
        if (added.Twin is { } twin)
            terminal.Warn($"{name} is hard to distinguish from {twin}: their prototypes are nearly the same. Describe "
                + "it by what sets it apart, or by other photographs.");
    }
}
