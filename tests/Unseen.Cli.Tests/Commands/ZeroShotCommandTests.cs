using System.Text.Json.Nodes;
using SkiaSharp;
using Unseen.Images.Tests;
using Unseen.Images.Tests.Encoders;
using Unseen.Inference;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed class ZeroShotCommandTests : IDisposable
{
    private static readonly (string Name, SKColor Colour)[] _photographs =
        [("red", new SKColor(250, 20, 10)), ("green", new SKColor(30, 240, 40)), ("blue", new SKColor(10, 30, 250))];

    private readonly TemporaryFolder _folder = new();

    public ZeroShotCommandTests()
    {
        TinyTowers.WriteJson(Encoder, length: 16);
        new TinyTowers().WriteJoint(Encoder);
        Directory.CreateDirectory(_folder["photos"]);
        foreach (var (name, colour) in _photographs)
            File.WriteAllBytes(_folder[$"photos/{name}.png"], Pictures.Solid(20, 12, colour));
    }

    private string Encoder => _folder["encoder"];

    [Fact]
    public async Task ZeroShot_ClassesInWords_NamesWhatPhotographsShow()
    {
        var run = await CommandRun.Run("zero-shot", _folder["photos"], "--encoder", Encoder, "--classes",
            "red, green, blue", "--format", "jsonl", "--top", "2");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        var lines = run.Output.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(6, lines.Length);
        foreach (var line in lines.Where(line => (int)line["rank"]! == 1))
            Assert.Equal(Path.GetFileNameWithoutExtension((string)line["image"]!), (string)line["class"]!);
    }

    [Fact]
    public async Task ZeroShot_SavedModel_CanPredict()
    {
        var saved = await CommandRun.Run("zero-shot", "--encoder", Encoder, "--classes", "red, blue", "--save",
            _folder["model"]);
        var run = await CommandRun.Run("predict", _folder["model"], _folder["photos/blue.png"]);

        Assert.Equal((ExitCode.Done, ExitCode.Done), (saved.ExitCode, run.ExitCode));
        Assert.Contains("blue", run.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ZeroShot_InterruptedAfterSaving_NamesThePathOfTheModel()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var error = new StringWriter { NewLine = "\n" };

        var exitCode = await UnseenCommand.RunAsync(
            ["zero-shot", "-", "--encoder", Encoder, "--classes", "red, blue", "--save", _folder["my model"]],
            new Screens.Terminal
            {
                Output = TextWriter.Null,
                Error = error,
                Input = new InterruptingReader(stop, _folder["photos/red.png"]),
                Cancellation = stop.Token,
            });

        Assert.Equal((ExitCode.Interrupted, $"unseen zero-shot: interrupted. The model is in {_folder["my model"]}: "
            + $"unseen predict {Words.Quoted(_folder["my model"])} PHOTO uses it.\n"), (exitCode, error.ToString()));
        Assert.Equal(["red", "blue"], UnseenModel.Load(_folder["my model"]).ClassNames);
    }

    [Fact]
    public async Task ZeroShot_SaveToAFile_IsRefused()
    {
        var file = _folder.Write("model.txt", "");

        var run = await CommandRun.Run(
            "zero-shot", "--encoder", Encoder, "--classes", "red, blue", "--save", file);

        Assert.Equal((ExitCode.BadUsage, $"unseen zero-shot: --save must be a folder, but {file} is a file. See unseen "
            + "zero-shot --help.\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task AddClass_ToASavedZeroShotModel_EqualsTheModelOfAllClasses()
    {
        await CommandRun.Run("zero-shot", "--encoder", Encoder, "--classes", "red, blue", "--save", _folder["two"]);
        await CommandRun.Run("zero-shot", "--encoder", Encoder, "--classes", "red, blue, green", "--save",
            _folder["three"]);

        var added = await CommandRun.Run("add-class", _folder["two"], "--name", "green", "--encoder", Encoder);

        Assert.Equal((ExitCode.Done, ""), (added.ExitCode, added.Error));
        var (two, three) = (UnseenModel.Load(_folder["two"]), UnseenModel.Load(_folder["three"]));
        Assert.Equal(three.ClassNames, two.ClassNames);
        Assert.Equal(three.Tensors["classifier.weight"].Values.ToArray(),
            two.Tensors["classifier.weight"].Values.ToArray(), (one, other) => Math.Abs(one - other) < 1e-6);
        Assert.Equal(three.Tensors["classifier.bias"].Values.ToArray(), two.Tensors["classifier.bias"].Values.ToArray());
    }

    [Fact]
    public async Task ZeroShot_WithKnownPhotographs_RefusesAPhotographOfNoClass()
    {
        WriteKnown(8);
        File.WriteAllBytes(_folder["photos/grey.png"], Pictures.Solid(20, 12, new SKColor(128, 128, 128)));

        var run = await CommandRun.Run("zero-shot", _folder["photos"], "--encoder", Encoder, "--classes",
            "red, green, blue, photo", "--known", _folder["known"], "--reject", "5%", "--format", "jsonl", "--save",
            _folder["model"]);
        var saved = await CommandRun.Run("predict", _folder["model"], _folder["photos"], "--reject", "5%", "--format",
            "jsonl");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        var lines = run.Output.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(4, lines.Length);
        foreach (var line in lines)
            Assert.Equal(Path.GetFileName((string)line["image"]!) != "grey.png", (bool)line["known"]!);
        Assert.Equal((ExitCode.Done, run.Output), (saved.ExitCode, saved.Output));
    }

    [Theory]
    [InlineData("red, green, blue, photo", 8, false, "--reject needs --known DIR, photographs of the classes")]
    [InlineData("red, green, blue, photo", 6, true, "has 18 photographs that can be used. At least 20 that show")]
    [InlineData("red, green, blue", 8, true, "Only a model of at least 4 classes can refuse photographs")]
    public async Task ZeroShot_RejectWithTooFewPhotographsOrClasses_IsRefused(
        string classes, int perColour, bool passKnown, string message)
    {
        WriteKnown(perColour);

        var run = await CommandRun.Run(["zero-shot", _folder["photos"], "--encoder", Encoder, "--classes", classes,
            "--reject", "5%", .. passKnown ? ["--known", _folder["known"]] : Array.Empty<string>()]);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ZeroShot_KnownWithoutRejectOrSave_IsRefused()
    {
        var run = await CommandRun.Run("zero-shot", _folder["photos"], "--encoder", Encoder, "--classes", "red, green",
            "--known", _folder["photos"]);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.StartsWith("unseen zero-shot: --known needs --reject P%, or --save DIR.", run.Error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("red")]
    [InlineData("red, red")]
    public async Task ZeroShot_FewerThanTwoClasses_IsRefused(string classes) => Assert.Equal(ExitCode.BadUsage,
        (await CommandRun.Run("zero-shot", _folder["photos"], "--encoder", Encoder, "--classes", classes)).ExitCode);

    [Fact]
    public async Task ZeroShot_FolderWithoutAnEncoder_NamesTheExpectedModelFile()
    {
        var run = await CommandRun.Run("zero-shot", _folder["photos"], "--encoder", _folder["photos"], "--classes",
            "red, blue");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("model.onnx", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_ProjectWithAnEncoder_ExaminesTheEncodedClassNames()
    {
        WriteProject("class\nred\ngreen\nblue\nred green\ngreen blue\nred blue\nred red blue\n");

        var run = await CommandRun.Run("doctor", _folder["project"], "--encoder", Encoder, "--cache",
            _folder["cache"], "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var json = JsonNode.Parse(run.Output)!;
        Assert.Equal(TinyTowers.Width, json["attributes"]!.AsArray().Count);
        Assert.Contains("7 classes described by words", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_ProjectWithAnEncoder_CopiesTheImageModelAndItsDataFileIntoTheRun()
    {
        WriteProject("class\nred\ngreen\nblue\nred green\ngreen blue\nred blue\nred red blue\n");
        TinyTowers.WriteJson(_folder["external"], length: 16);
        new TinyTowers { External = true }.WriteJoint(_folder["external"]);

        var run = await CommandRun.Run("train", _folder["project"], "--encoder", _folder["external"], "--sigma", "10",
            "--classifier-epochs", "2", "--classifier-hidden", "8", "--cache", _folder["cache"], "--out",
            _folder["run"]);
        Directory.Delete(_folder["external"], recursive: true);
        var predicted = await CommandRun.Run("predict", _folder["run"], _folder["photos/red.png"]);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, string.Join('\n', run.Error.Split('\n').Where(
            line => line.StartsWith("unseen", StringComparison.Ordinal)))));
        Assert.Equal(ExitCode.Done, predicted.ExitCode);
        Assert.True(File.Exists(_folder["run/model.onnx_data"]));
        var config = JsonNode.Parse(File.ReadAllText(_folder["run/options.json"]))!["config"]!;
        Assert.Equal("prototype+linear+image-text", (string)config["members"]!);
    }

    [Fact]
    public async Task Train_PromptsWithoutAnEncoder_AreRefused()
    {
        WriteProject("class\nred\nblue\n");

        var run = await CommandRun.Run("train", _folder["project"], "--prompts", "texts.json");

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains("--encoder", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes photographs for each of the three colours: the first in the colour itself, and each later one
    /// paler.</summary>
    private void WriteKnown(int perColour)
    {
        Directory.CreateDirectory(_folder["known"]);
        foreach (var (name, colour) in _photographs)
            for (var i = 0; i < perColour; i++)
                File.WriteAllBytes(_folder[$"known/{name}{i}.png"], Pictures.Solid(20, 12, new SKColor(
                    (byte)Math.Min(250, colour.Red + (6 * i)), (byte)Math.Min(250, colour.Green + (6 * i)),
                    (byte)Math.Min(250, colour.Blue + (6 * i)))));
    }

    /// <summary>Writes a project whose table of classes has the given text. Only the first six classes get photographs.
    /// </summary>
    private void WriteProject(string classes)
    {
        var random = new Random(1);
        var names = classes.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        Directory.CreateDirectory(_folder["project"]);
        File.WriteAllText(_folder["project/classes.csv"], classes);
        foreach (var name in names.Take(6))
        {
            Directory.CreateDirectory(_folder[$"project/images/{name}"]);
            var shares = new byte[3];
            random.NextBytes(shares);
            for (var i = 0; i < 4; i++)
                File.WriteAllBytes(_folder[$"project/images/{name}/{i}.png"], Pictures.Solid(
                    9, 9, new SKColor((byte)(shares[0] ^ i), (byte)(shares[1] ^ i), shares[2])));
        }
    }

    /// <summary>A standard input that cancels the command when a line is read from it.</summary>
    private sealed class InterruptingReader(CancellationTokenSource stop, string line) : TextReader
    {
        public override string ReadLine()
        {
            stop.Cancel();
            return line;
        }
    }
}
