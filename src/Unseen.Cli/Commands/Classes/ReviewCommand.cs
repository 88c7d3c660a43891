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

/// <summary><c>unseen review</c>: lists the photographs that are worth labelling first.</summary>
internal static class ReviewCommand
{
    private static readonly Flag _out = new("--out", OptionKind.Text, "FILE", "The .csv file to write.");
    private static readonly Flag _count = new(
        "--count", OptionKind.Whole, "N", "Maximum number of photographs to list [default: 50].");

    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run, or a model file." };
        var photographs = new Argument<string[]>("PHOTO")
        {
            Description = "Photographs without labels: files, folders, patterns.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new DocumentedCommand("review",
            "List the photographs to label first: those the model is least sure of, spread over all classes.")
        {
            Examples =
            [
                "unseen review runs/flowers photos/ --out review.csv",
                "unseen teach runs/flowers --labels review.csv",
            ],
            Notes = ["Fill in the column 'class' of as many rows as you like, from the top."],
        };
        command.Add(run);
        command.Add(photographs);
        var flags = new FlagSet(command, _out, _count);
        command.SetAction(parsed =>
        {
            var (model, values) = (parsed.GetRequiredValue(run), flags.Read(parsed));
            var (file, count) = (values.Require(_out), OptionText.ToCount(values.Text(_count) ?? "50", _count.Name));
            RunRecord.RequireExists(model);
            var screen = terminal.ForPeople(json: false);
            var (loaded, named) = (UnseenModel.Load(model), parsed.GetRequiredValue(photographs));
            OutputFile.RequireOther(_out.Name, file,
                [.. ModelFile.GetFiles(loaded, model), .. PhotographPaths.GetFiles(named)]);
            var images = ReviewList.Choose(loaded, model, named, count, terminal.ToContext(screen, quiet: true));
            ReviewList.Write(images, file);
            screen.Line($"{file}: {Words.Photographs(images.Count)} to label");
        });
        return command;
    }
}
