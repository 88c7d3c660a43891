using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Inference.Adaptation;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Adaptation;
using Unseen.Runs.Folders;
using Unseen.Runs.Predictions;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen adapt</c>: adapts a model to photographs without labels.</summary>
internal static class AdaptCommand
{
    private const int MaxMoves = 5;

    private static readonly Flag _features = new(
        "--features", OptionKind.Text, "FILE", "Image features instead of photographs, one row per image.");
    private static readonly Flag _out = new(
        "--out", OptionKind.Text, "FILE",
        $"File for the model [default: {RunAdaptation.FileName} beside the trained one].");
    private static readonly Flag _force = new(
        "--force", OptionKind.Switch, "", "Adapt even if the photographs seem to be of seen classes alone.");

    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run, or a model file." };
        var photographs = new Argument<string[]>("PHOTO")
        {
            Description = "Photographs without labels: files, folders, patterns.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new DocumentedCommand("adapt",
            "Let a model learn from photographs without labels; the trained model does not change.")
        {
            Examples =
            [
                "unseen adapt runs/flowers photos/",
                "unseen adapt runs/awa2 --features pool.npy",
                "unseen predict runs/flowers/adapted.safetensors photo.jpg",
            ],
            Notes =
            [
                "The prototypes of unseen classes move from where their descriptions place them",
                "to where the photographs are. Give 50 or more photographs of unseen classes. The",
                "first adaptation needs the training data, which is read from where the run found",
                "it, or from --data. To undo an adaptation, delete the file of the adapted model.",
            ],
        };
        command.Add(run);
        command.Add(photographs);
        var flags = new FlagSet(command, [_features, CommonFlags.TrainingData, _out, _force, CommonFlags.Cache,
            CommonFlags.NoCache, .. ReadingFlags.FeatureFlags]);
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(run), parsed.GetValue(photographs) ?? [], flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string run, string[] photographs, FlagValues values, Terminal terminal)
    {
        var path = values.Text(_features);
        if (path is null == (photographs.Length == 0))
            throw path is null ? new UsageException($"PHOTO or {_features.Name} FILE is required.")
                : UsageException.Together("PHOTO", _features.Name);
        var reading = ReadingFlags.Read(values, path is null ? "PHOTO" : null);
        AdaptationPage.RequireOther(values.Text(_out));
        OutputFile.RequireOther(_out.Name, values.Text(_out),
            [path, values.Text(CommonFlags.Data), .. PhotographPaths.GetFiles(photographs)]);
        var screen = terminal.ForPeople(json: false);
        var context = terminal.ToContext(screen, quiet: true);
        var model = RunAdaptation.LoadModel(run, values.Text(CommonFlags.Data), DataCache.Create(values));
        var (extracted, files) = path is null
            ? RunAdaptation.ExtractFeatures(model, run, photographs, context) : ([], null);
        var pool = path is null ? [extracted]
            : RunAdaptation.ReadFeatures(path, model, reading, note => screen.Line(note));
        var options = new AdaptationOptions();
        var result = ModelAdapter.Adapt(
            model, pool, values.IsOn(_force) ? options with { MinUnseen = 0 } : options, terminal.Cancellation);
        var target = RunAdaptation.Save(result.Model, run, values.Text(_out), context);
        Report(result, target, AdaptationPage.Write(result, target, files),
            path is null ? "photo.jpg" : $"{_features.Name} FILE", screen);
        return ExitCode.Done;
    }

    private static void Report(AdaptationResult result, string target, string page, string input, Screen screen)
    {
        var photographs = result.After.Count;
        string Share(int count) => $"{Words.Percent(100.0 * count / photographs)} %";
        screen.Line($"{target}: adapted to {Words.Photographs(photographs)}");
        screen.Line($"{Share(result.Changed)} of them now get another class; {Share(result.UnseenAfter)} get an unseen "
            + $"class ({Share(result.UnseenBefore)} before)");
        foreach (var (from, to, count) in result.Moves.Take(MaxMoves))
            screen.Line($"  {count,5}  {result.Model.ClassNames[from]} to {result.Model.ClassNames[to]}");
        screen.Line();
        screen.Line($"Details   {page}");
        screen.Line($"Next      unseen predict {Words.Quoted(target)} {input}");
        screen.Line("Undo      delete the file: the trained model is unchanged");
    }
}
