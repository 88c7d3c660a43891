using System.Text.Json.Nodes;
using Unseen.Cli.Screens;
using Unseen.Images.Backbones;
using Unseen.Images.Classification;
using Unseen.Images.Extraction;
using Unseen.Images.Galleries;
using Unseen.Images.Tests;
using Unseen.Inference;
using Unseen.Runs;
using Unseen.Runs.Predictions;

namespace Unseen.Cli.Tests.Photographs;

/// <summary>Commands on photographs: training, prediction, feature extraction and export.</summary>
public sealed class PhotographTests(ColourProject project) : IClassFixture<ColourProject>
{
    [Fact]
    public void Train_OnPhotographs_RecognisesUnseenClasses()
    {
        Assert.Equal(ExitCode.Done, project.Outcome.ExitCode);
        var metrics = JsonNode.Parse(File.ReadAllText(Path.Combine(project.Run, "metrics.json")))!;
        // Both metrics are means of two seeds. Over eight seeds, U is 100 ± 0 and S is 69 ± 7. By chance, both would
        // be 10.
        Assert.InRange((double)metrics["U"]!, 60, 100);
        Assert.InRange((double)metrics["S"]!, 30, 100);
        Assert.Contains("broken.jpg skipped: the file is not an image in a format that can be decoded",
            project.Outcome.Error, StringComparison.Ordinal);
        Assert.Equal("fair", (string)metrics["protocol"]!);
    }

    [Fact]
    public void Train_OnPhotographs_WritesModelGalleryAndReport()
    {
        var model = UnseenModel.Load(project.Run);

        using var features = ImageFeatures.CreateFor(model, project.Run);
        Assert.Equal(TinyBackbone.Width, features.Width);
        Assert.Equal("""["redness","greenness","blueness"]""", model.Metadata["attributes"]);
        Assert.InRange(double.Parse(model.Metadata["expectedAccuracy"],
            System.Globalization.CultureInfo.InvariantCulture), 0, 100);
        Assert.Equal(8 * 10, Gallery.Load(project.Run)!.Count); // 2 of the 12 photographs per class are held out
        var report = File.ReadAllText(Path.Combine(project.Run, "report.html"));
        foreach (var expected in new[] { "What would make it better", "broken.jpg", "Adding a class", "yellow",
            "tiny.onnx", "--seeds 2", "--sigma 30", "--classifier-hidden 64" })
            Assert.Contains(expected, report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_Repeated_ReadsFeaturesFromTheCache()
    {
        var run = await CommandRun.Run(
            [.. project.TrainArguments, "--out", Path.Combine(project.Root, "again"), "--seeds", "2", "--quiet"]);

        Assert.Contains("120 photographs x 6 features", run.Output, StringComparison.Ordinal);
        Assert.Contains(", 120 from the cache, 1 skipped", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            JsonNode.Parse(File.ReadAllText(Path.Combine(
                project.Run, "metrics.json")))!["perSeed"]![1]!["U"]!.ToJsonString(),
            JsonNode.Parse(File.ReadAllText(Path.Combine(
                project.Root, "again", "metrics.json")))!["perSeed"]![1]!["U"]!.ToJsonString());
    }

    [Fact]
    public async Task Train_InterruptedDuringTheRehearsal_ResumesToTheSameModel()
    {
        string[] train = [.. project.TrainArguments, "--quiet", "--sigma", "30"];
        var (whole, interrupted) = (Path.Combine(project.Root, "whole"), Path.Combine(project.Root, "interrupted"));
        Assert.Equal(ExitCode.Done, (await CommandRun.Run([.. train, "--out", whole])).ExitCode);
        var epochs = File.ReadLines(Path.Combine(whole, "metrics.jsonl")).Count();
        var stopped = await CommandRun.Interrupt([interrupted],
            () => FileInUse.CountLines(Path.Combine(interrupted, "metrics.jsonl")) >= epochs,
            [.. train, "--out", interrupted]);
        var (other, resumed) = (
            await CommandRun.Run("train", "--resume", interrupted, "--backbone", "another.onnx"),
            await CommandRun.Run("train", "--resume", interrupted, "--quiet"));

        Assert.Equal(
            (ExitCode.Interrupted,
            $"unseen train: interrupted. Continue with unseen train --resume {Words.Quoted(interrupted)}.\n"),
            (stopped.ExitCode, stopped.Error.Split("skipped: ")[^1].Split('\n', 2)[^1]));
        Assert.Equal(
            (ExitCode.BadUsage,
            "unseen train: --backbone and --resume cannot be combined. Leave one out. See unseen train --help.\n"),
            (other.ExitCode, other.Error));
        Assert.Equal(ExitCode.Done, resumed.ExitCode);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, UnseenModel.FileName)),
            File.ReadAllBytes(Path.Combine(interrupted, UnseenModel.FileName)));
    }

    [Fact]
    public async Task Train_WithoutUnseenClasses_LetsAClassBeAddedByItsDescription()
    {
        using var folder = new TemporaryFolder();
        string[] classes = ["red,seen,1,0,0", "green,seen,0,1,0", "blue,seen,0,0,1", "white,seen,1,1,1"];
        foreach (var values in classes.Select(row => row.Split(',')))
            for (var k = 0; k < 6; k++)
                ColourProject.Write(Path.Combine(folder["images"], values[0], $"{k}.png"),
                    [.. values[2..].Select(float.Parse)], new Random(k));
        File.WriteAllLines(folder["classes.csv"], ["class,role,redness,greenness,blueness", .. classes]);

        var train = await CommandRun.Run("train", folder.FullPath, "--backbone", project.Backbone, "--no-cache",
            "--out", folder["run"], "--classifier-epochs", "2", "--quiet");
        var add = await CommandRun.Run(
            "add-class", folder["run"], "--name", "yellow", "--descriptor", "1,1,0");

        Assert.Equal((ExitCode.Done, ExitCode.Done), (train.ExitCode, add.ExitCode));
        Assert.Contains("Adding a class", File.ReadAllText(folder["run/report.html"]), StringComparison.Ordinal);
        Assert.Equal("yellow", UnseenModel.Load(folder["run"]).ClassNames[^1]);
    }

    [Theory]
    [InlineData("class,role,a\nred,seen,1\ngreen,seen,2", "there is no row for 'blue'")]
    [InlineData("class,role,a\nred,seen,1\ngreen,sene,2\nblue,unseen,3", "sene")]
    [InlineData("class,role,a\nred,seen,1\ngreen,seen,NA\nblue,unseen,3", "(class 'green')")]
    [InlineData("class,role,a\nred,seen,1\ngreen,seen,2\nblue,unseen,2", "blue")]
    [InlineData("class,role,a\nred,seen,1\ngreen,seen,2\nblue,unseen,3", "the device 'nonsense'", "--device", "nonsense")]
    [InlineData("class,role,a\nred,seen,1\ngreen,seen,2\nblue,unseen,3", "classes.csv is a file", "--out",
        "FOLDER/classes.csv/run")]
    public async Task Train_InvalidTableOrFlag_FailsBeforeAPhotographIsDecoded(
        string table, string expected, params string[] more)
    {
        using var folder = new TemporaryFolder();
        foreach (var (i, name) in "red green blue".Split(' ').Index())
            for (var k = 0; k < 5; k++)
                ColourProject.Write(Path.Combine(folder["images"], name, $"{k}.png"), [i / 2f, 0, 1], new Random(k));
        File.WriteAllText(Path.Combine(folder["images"], "red", "broken.jpg"), "no picture");
        File.WriteAllText(folder["classes.csv"], table + "\n");

        var run = await CommandRun.Run(["train", folder.FullPath, "--backbone", project.Backbone, "--no-cache",
            .. more.Select(word => word.Replace("FOLDER", folder.FullPath)),
            .. more.Contains("--out") ? Array.Empty<string>() : ["--out", folder["run"]]]);

        Assert.NotEqual(ExitCode.Done, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("skipped", run.Error + run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_RunOnPhotographs_HasTheRecordedScores()
    {
        var run = await CommandRun.Run("evaluate", project.Run, "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(project.Run, "metrics.json")))!["perSeed"]![0]!;
        Assert.Equal((double)recorded["H"]!, (double)JsonNode.Parse(run.LastLine)!["H"]!, 1e-3);
    }

    [Fact]
    public async Task Predict_OfFilesFoldersAndPatterns_NamesEachPhotograph()
    {
        var images = Path.Combine(project.Project, "images");
        string[] named = [Path.Combine(images, "yellow"), Path.Combine(images, "red", "1*.png"),
            Path.Combine(images, "blue", "0.png")];

        var run = await CommandRun.Run(["predict", project.Run, .. named, "--format", "jsonl"]);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        var lines = run.Output.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(12 + 3 + 1, lines.Length);
        using var classifier = ImageClassifier.Load(project.Run);
        foreach (var line in lines)
        {
            var best = await classifier.PredictAsync((string)line["image"]!, TestContext.Current.CancellationToken);
            Assert.Equal((best.ClassName, best.IsUnseen), ((string)line["class"]!, (bool)line["unseen"]!));
        }

        Assert.Equal(Path.Combine(images, "blue", "0.png"), (string)lines[^1]["image"]!);
    }

    [Fact]
    public async Task Predict_SomePhotographsUnreadable_NamesThemAndContinues()
    {
        var run = await CommandRun.Run(
            "predict", project.Run, Path.Combine(project.Project, "images", "red", "broken.jpg"),
            Path.Combine(project.Project, "images", "red", "0.png"));

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("broken.jpg skipped", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.Output.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void PredictPhotographs_FileCreatedDuringThePrediction_ReportsEachImageOnce()
    {
        using var folder = new TemporaryFolder();
        ColourProject.Write(folder["0.png"], [1, 0, 0], new Random(0));
        var model = UnseenModel.Load(project.Run);
        using var features = ImageFeatures.CreateFor(model, project.Run);
        List<PredictedImage> found = [];

        foreach (var image in ImagePrediction.PredictPhotographs(
            model, features, [folder["0.png"], folder["1.png"]],
            cancellation: TestContext.Current.CancellationToken))
        {
            found.Add(image);
            ColourProject.Write(folder["1.png"], [1, 0, 0], new Random(1)); // after 1.png was found to be missing
        }

        Assert.Equal(2, found.Count);
        Assert.Equal(folder["1.png"], found[1].Name);
        Assert.Equal("not found", found[1].Problem);
    }

    [Fact]
    public async Task Predict_StandardInput_ReadsOnePathPerLine()
    {
        var output = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal
        {
            Output = output,
            Error = TextWriter.Null,
            Input = new StringReader($"{Path.Combine(project.Project, "images", "green", "3.png")}\n\n")
        };

        var exitCode = await UnseenCommand.RunAsync(["predict", project.Run, "-", "--format", "csv"], terminal);

        Assert.Equal(ExitCode.Done, exitCode);
        Assert.StartsWith("image,rank,class,unseen,score,probability\n", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, output.ToString().TrimEnd().Split('\n').Length);
    }

    [Theory]
    [InlineData("csv", "image,rank,class,unseen,score,probability")]
    [InlineData("jsonl", "")]
    public async Task Predict_NoPhotographs_WritesOnlyTheHeader(string format, string expected)
    {
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Run("predict", project.Run, "-", "--format", format, "--out", folder["out"]);

        Assert.Equal((ExitCode.Done, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(expected, File.ReadAllText(folder["out"]).TrimEnd());
    }

    [Theory]
    [InlineData("predict RUN", "PHOTO or --features FILE is required. See unseen predict --help.")]
    [InlineData("predict RUN nothing.jpg",
        "nothing.jpg skipped: not found.")]
    [InlineData("predict RUN *.nothing", "*.nothing skipped: no file matches this pattern.")]
    [InlineData("predict RUN https://example.org/a.jpg",
        "https://example.org/a.jpg skipped: it is a web address; download the file first.")]
    [InlineData("train PROJECT --backbone nothing.onnx",
        "nothing.onnx: the file cannot be read: it does not exist.")]
    [InlineData("train PROJECT --preprocess vgg",
        "--preprocess must be one of imagenet, mobilenet-v1, mobilenet-v2, clip, but was 'vgg'.")]
    [InlineData("train PROJECT --encoding latin1",
        "--encoding and a folder of photographs cannot be combined.")]
    [InlineData("train PROJECT --semantics att", "--semantics and a folder of photographs cannot be combined.")]
    [InlineData("doctor PROJECT --features res101", "--features and a folder of photographs cannot be combined.")]
    [InlineData("train nowhere", "nowhere is not a project: it needs images/ and classes.csv.")]
    [InlineData("train --data nowhere --backbone tiny.onnx",
        "--backbone needs a folder of photographs (P_T).")]
    [InlineData("features extract --images nowhere --backbone BACKBONE --out x.npz",
        "nowhere: the folder does not exist. Create it, with one subfolder of photographs for each class.")]
    [InlineData("features extract --images IMAGES --backbone BACKBONE --out x.txt",
        "--out must end in .npz or .parquet, but was x.txt.")]
    [InlineData("features extract --images IMAGES --backbone BACKBONE --out x.npz --image-batch 0",
        "--image-batch must be from 1 to 1024, but was 0.")]
    [InlineData("init PROJECT", "PROJECT already has files in it. Name a new or empty folder.")]
    [InlineData("export RUN", "--onnx FILE is required.")]
    [InlineData("serve nowhere", "nowhere does not exist. R_N is the folder of a run, or a model file.")]
    [InlineData("serve RUN RUN", "models must have different names, but were first, first.")]
    [InlineData("serve RUN --port 70000", "--port must be from 0 to 65535, but was 70000.")]
    public async Task Command_InvalidArguments_NamesTheProblemInOneLine(string line, string expected)
    {
        // In expected texts, R_N and P_T stand for the words RUN and PROJECT, which would otherwise be replaced by
        // paths.
        string Filled(string text) =>
            text.Replace("BACKBONE", project.Backbone).Replace("IMAGES", Path.Combine(project.Project, "images"))
            .Replace("PROJECT", project.Project).Replace("RUN", project.Run);
        var run = await CommandRun.Run([.. line.Split(' ').Select(Filled)]);

        Assert.NotEqual(ExitCode.Done, run.ExitCode);
        Assert.Contains(Filled(expected).Replace("R_N", "RUN").Replace("P_T", "PROJECT"), run.Error,
            StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Extraction_OnSeveralThreads_ReportsProgressInOrder()
    {
        using var features = ImageFeatures.CreateFor(UnseenModel.Load(project.Run), project.Run);
        var display = new RecordingDisplay();

        Unseen.Runs.Photographs.Extraction.Run(ImageListing.Open(Path.Combine(project.Project, "images")), features,
            cacheFolder: null, batch: 1, new RunContext { Display = display });

        Assert.NotEmpty(display.Shares);
        Assert.Equal(display.Shares.Order(), display.Shares);
    }

    [Fact]
    public async Task Extract_ToNpz_CanBeInspectedAsADataset()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            "features", "extract", "--images", Path.Combine(project.Project, "images"), "--backbone", project.Backbone,
                "--out", folder["features.npz"], "--no-cache", "--json");
        File.Copy(Path.Combine(project.Project, "classes.csv"), folder["classes.csv"]);
        var inspected = await CommandRun.Run("data", "inspect", folder.FullPath, "--json");

        var again = await CommandRun.Run(
            "features", "extract", "--images", Path.Combine(project.Project, "images"), "--backbone", project.Backbone,
                "--out", folder["features.npz"], "--no-cache");

        Assert.Equal((ExitCode.Done, ExitCode.Done), (run.ExitCode, inspected.ExitCode));
        Assert.Equal(ExitCode.BadUsage, again.ExitCode);
        Assert.Contains("features.npz already exists. Choose another file, or add --overwrite.", again.Error,
            StringComparison.Ordinal);
        Assert.Single(JsonNode.Parse(run.LastLine)!["skipped"]!.AsArray());
        Assert.Equal(120, (int)JsonNode.Parse(inspected.LastLine)!["images"]!);
        Assert.Equal(24, (int)JsonNode.Parse(inspected.LastLine)!["testUnseen"]!);
    }

    [Fact]
    public async Task Extract_Interrupted_SaysHowToContinue()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        var run = await CommandRun.Until(
            source.Token, "features", "extract", "--images", Path.Combine(project.Project, "images"), "--backbone",
                project.Backbone, "--out", folder["features.npz"],
            "--cache", folder["cache"]);

        Assert.Equal(ExitCode.Interrupted, run.ExitCode);
        Assert.Contains(
            "interrupted after 0 of 121 photographs. Their features are kept: run the same command again to continue.",
            run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["features.npz"]));
    }

    [Fact]
    public async Task Extract_ToParquet_WritesPathLabelAndFeaturesOfEachPhotograph()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            "features", "extract", "--images", Path.Combine(project.Project, "images"), "--backbone", project.Backbone,
                "--out", folder["features.parquet"], "--no-cache");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        using var features = new ImageFeatures([Backbone.Load(project.Backbone)]);
        await using var stream = File.OpenRead(folder["features.parquet"]);
        await using var reader = await Parquet.ParquetReader.CreateAsync(
            stream, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["image", "label", "features"], reader.Schema.Fields.Select(field => field.Name));
        stream.Position = 0;
        var rows = (await Parquet.Serialization.ParquetSerializer.DeserializeUntypedAsync(
            stream, cancellationToken: TestContext.Current.CancellationToken)).Data;
        Assert.Equal(120, rows.Count);
        Assert.Equal(features.Extract(File.ReadAllBytes((string)rows[7]["image"]!), "x",
            TestContext.Current.CancellationToken), ((System.Collections.IEnumerable)rows[7]["features"]!).Cast<float>());
    }

    [Fact]
    public async Task Train_WithWords_DescribesClassesByTheirWordVectors()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(3);
        string[] names = ["red", "green", "blue", "white", "rose", "dark red"];
        foreach (var (i, name) in names[..5].Index())
            for (var k = 0; k < 8; k++)
                ColourProject.Write(Path.Combine(folder["images"], name, $"{k}.png"),
                    [i == 0 ? 1 : 0, i == 1 ? 1 : 0, i / 4f], random);
        File.WriteAllText(folder["classes.csv"], "class\n" + string.Join('\n', names) + "\nplugh\n");
        File.WriteAllText(
            folder["glove.txt"],
            "red 1 0 0\ngreen 0 1 0\nblue 0 0 1\nwhite 1 1 1\nrose 1 0 0.5\ndark 0.1 0.1 0.1\nother 1 2 3\n");

        string[] train = ["train", folder.FullPath, "--backbone", project.Backbone, "--words", folder["glove.txt"],
            "--no-cache", "--quiet", "--sigma", "10", "--out", folder["run"], .. TrainedRun.Quick];
        var refused = await CommandRun.Run(train);
        File.WriteAllText(folder["classes.csv"], "class\n" + string.Join('\n', names) + "\n");
        var run = await CommandRun.Run(train);

        Assert.Contains("--words", File.ReadAllText(Path.Combine(folder["run"], "report.html")),
            StringComparison.Ordinal);
        Assert.Contains("has none of the words that describe class 'plugh'", refused.Error, StringComparison.Ordinal);
        Assert.Contains("does not know plugh.", refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("1 unseen class\n", run.Output, StringComparison.Ordinal);
        var model = UnseenModel.Load(folder["run"]);
        // The descriptor of "dark red" is the mean of the vectors of both words, scaled to unit length.
        var descriptor = model.Tensors["descriptors"].Values.Span[^3..].ToArray();
        Assert.Equal([0.55 / 0.5545, 0.05 / 0.5545, 0.05 / 0.5545], descriptor.Select(value => (double)value), (a, b)
            => Math.Abs(a - b) < 1e-3);
        Assert.Contains("U, H and T1 are unknown", File.ReadAllText(Path.Combine(folder["run"], "report.html")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_NewProject_AsksForPhotographsAndThenTrains()
    {
        using var folder = new TemporaryFolder();
        var made = await CommandRun.Run("init", folder["animals"], "--backbone", project.Backbone);
        var early = await CommandRun.Run("train", folder["animals"]);
        var random = new Random(2);
        foreach (var (i, name) in "horse tiger panda giraffe".Split(' ').Index())
            for (var k = 0; k < 6; k++)
                ColourProject.Write(Path.Combine(folder["animals"], "images", name, $"{k}.png"),
                    [i / 4f, 1 - (i / 4f), 0], random);
        var run = await CommandRun.Run(
            ["train", folder["animals"], "--out", folder["run"], "--no-cache", "--quiet", "--sigma", "10",
            .. TrainedRun.Quick]);

        Assert.Equal(ExitCode.Done, made.ExitCode);
        Assert.Contains("no photographs found. Create one subfolder per class", early.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("4 seen classes, 2 unseen classes", run.Output, StringComparison.Ordinal);
        Assert.Contains("unseen predict", File.ReadAllText(folder["animals/README.md"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_WithBackbone_WritesOneFileThatTakesImages()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run("export", project.Run, "--onnx", folder["all.onnx"], "--with-backbone");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.StartsWith($"{folder["all.onnx"]}: images [N, 3, 8, 8] in, scores [N, 10] out", run.Output,
            StringComparison.Ordinal);
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(folder["all.onnx"]);
        Assert.Equal(["images"], session.InputNames);
    }

    private sealed class RecordingDisplay : IWorkDisplay
    {
        public List<double> Shares { get; } = [];

        public T Run<T>(Func<Action<double, TimeSpan?, string>, T> work) => work((share, _, _) => Shares.Add(share));
    }
}
