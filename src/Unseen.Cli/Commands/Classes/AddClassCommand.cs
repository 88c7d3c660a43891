using System.CommandLine;
using System.Numerics.Tensors;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Folders;

namespace Unseen.Cli.Commands.Classes;

/// <summary><c>unseen add-class</c>: adds a class to a model by its description alone, without training.</summary>
internal static class AddClassCommand
{
    private const int Neighbours = 3;
    private const double NearlyEqual = 0.99; // cosine of prototypes

    private static readonly Flag _name = new("--name", OptionKind.Text, "NAME", "The new class.");
    private static readonly Flag _descriptor =
        new("--descriptor", OptionKind.Text, "LIST",
        "Its descriptor: numbers with commas between them, or a file of them.");
    private static readonly Flag _out =
        new("--out", OptionKind.Text, "FILE", "Write the model there [default: in its place].");

    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("MODEL") { Description = "The folder of a run, or a model file." };
        var command = new DocumentedCommand("add-class",
            "Add a class to a model by its description alone; nothing is trained.")
        {
            Examples = ["unseen add-class runs/animals --name okapi --descriptor 0.2,0.9,0,1",
                "unseen remove-class runs/animals --name okapi"],
            Notes = ["The descriptor has the columns of those in training, on the same scale."],
        };
        command.Add(run);
        var flags = new FlagSet(command, _name, _descriptor, _out);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(run), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string run, FlagValues values, Terminal terminal)
    {
        var name = values.Require(_name);
        float[] descriptor =
        [
            .. TextOf(values.Require(_descriptor))
                .Split([',', '\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(number => (float)OptionText.ToNumber(number, values.NameOf(_descriptor))),
        ];
        RunRecord.RequireThere(run);
        var trained = UnseenModel.Load(run);
        if (trained.DescriptorWidth is null)
            throw new UnseenDataException(run,
                "only a prototype learner takes new classes by their descriptions, and this model is another. "
                    + "Train with --classifier prototype.");
        var model = trained.WithClass(name, descriptor);
        var path = ModelFile.Save(model, run, values.Text(_out));

        var screen = terminal.ForPeople(json: false);
        screen.Line($"{path}: {name} added, {model.ClassNames.Count} classes");
        var nearest = Nearest(model).ToArray();
        foreach (var (label, cosine) in nearest)
            screen.Line($"  {Words.Short(cosine),6}  {model.ClassNames[label]} "
                + $"({(model.IsSeen[label] ? "seen" : "unseen")})");
        if (model.Metadata.TryGetValue("expectedAccuracy", out var expected))
            screen.Line($"Classes added so may be expected to be recognised in {expected} per cent of their "
                + "photographs (rehearsed on seen classes).");
        if (nearest.Length > 0 && nearest[0].Cosine > NearlyEqual)
            terminal.Warn(
                $"{name} can hardly be told from {model.ClassNames[nearest[0].Label]}: their prototypes are nearly "
                + "the same. Describe it by what sets it apart.");
        return ExitCode.Done;
    }

    /// <summary>Gets the content of a file, or the text itself. Long descriptors do not fit on a command
    /// line.</summary>
    private static string TextOf(string text) => File.Exists(text) ? File.ReadAllText(text) : text;

    /// <summary>Finds the classes with the most similar prototypes, by cosine.</summary>
    private static IEnumerable<(int Label, double Cosine)> Nearest(UnseenModel model)
    {
        var weight = model.Tensors["classifier.weight"];
        var width = weight.Shape[1];
        var own = weight.Values[^width..];
        return Enumerable.Range(0, weight.Shape[0] - 1)
            .Select(label => (label, (double)TensorPrimitives.CosineSimilarity(
                own.Span, weight.Values.Span.Slice(label * width, width))))
            .OrderByDescending(pair => pair.Item2).Take(Neighbours);
    }
}
