using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Images;
using Unseen.Images.Extraction;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Photographs;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen features extract</c>: computes an image model's features of photographs.</summary>
internal static class ExtractCommand
{
    private static readonly Flag _images = new(
        "--images", OptionKind.Text, "DIR", "A folder with one folder per class, or a CSV of path,label.");

    private static readonly Flag _out =
        new("--out", OptionKind.Text, "FILE", "The file to write, .npz or .parquet.");

    private static readonly Flag _overwrite = CommonFlags.Overwrite with
    {
        Description = "Replace the file in --out, once the new one is complete.",
        Group = null,
    };

    public static Command Create(Terminal terminal)
    {
        var command = new DocumentedCommand("extract", "Compute an image model's features of photographs.")
        {
            Examples =
            [
                "unseen features extract --images photos --backbone net.onnx --out features.npz",
                "unseen features extract --images list.csv --backbone clip.onnx --out x.parquet",
            ],
            Notes =
            [
                "Features are kept in a cache (--cache). If the command is stopped, run it again",
                "to continue; it computes only what is new. A damaged photograph is named and",
                "skipped.",
            ],
        };
        var flags = new FlagSet(
            command, _images, BackboneFlags.Backbone, BackboneFlags.Preprocess, BackboneFlags.Output,
                BackboneFlags.Batch, _out, _overwrite, CommonFlags.Cache,
            CommonFlags.NoCache, CommonFlags.Json, CommonFlags.Quiet);
        command.SetAction(parsed => Run(flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(FlagValues values, Terminal terminal)
    {
        var source = values.Require(_images);
        var target = values.Require(_out);
        FeatureTable.Check(target, _out.Name, values.IsOn(_overwrite));
        var batch = BackboneFlags.GetBatch(values);
        var json = values.IsOn(CommonFlags.Json);
        var screen = terminal.ForPeople(json);
        using var features = BackboneFlags.Open(values);
        var images = CancellableRead.Run(() => ImageListing.Open(source), terminal.Cancellation);
        terminal.StopsWhenCancelled = true;
        var context = terminal.ToContext(screen, values.IsOn(CommonFlags.Quiet));
        foreach (var backbone in features.Backbones)
            Words.Tell(backbone, context);

        var start = terminal.Clock.GetTimestamp();
        var result = Extraction.Run(images, features, DataCache.GetFolder(values), batch, context);
        if (result.Images.Count == 0)
            throw new ImageDataException(source,
                $"no photograph can be used: {SkippedImage.Summarize(result.Skipped)}");
        FeatureTable.Write(result, target);
        var seconds = terminal.Clock.GetElapsedTime(start).TotalSeconds;
        var computed = result.Images.Count - result.Cached;
        screen.Line(
            $"{target}: {result.Images.Count} photographs x {result.Width} features in "
                + $"{Words.Duration(TimeSpan.FromSeconds(seconds))}"
            + (result.Cached > 0 ? $", {result.Cached} from the cache"
                : $", {Words.Short(computed / Math.Max(seconds, 0.001))} a second")
            + (result.Skipped.Count > 0 ? $", {SkippedImage.Summarize(result.Skipped)}" : ""));
        if (json)
            terminal.Output.WriteLine(JsonText.OneLine(FeatureTable.Summary(result, target, seconds)));
        return ExitCode.Done;
    }
}
