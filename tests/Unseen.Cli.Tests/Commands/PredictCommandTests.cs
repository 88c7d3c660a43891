using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Unseen.Inference;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed class PredictCommandTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    private const int Images = TinyDataset.Classes * TinyDataset.ImagesPerClass;

    [Fact]
    public async Task Predict_Table_HasOneLinePerImage()
    {
        var run = await CommandRun.Run("predict", trained.Run, "--features", trained.Data);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(1 + Images, lines.Length);
        Assert.Equal("    row  class    probability", lines[0]);
    }

    [Fact]
    public async Task Predict_Csv_IsTheSameForTableAndArray()
    {
        using var folder = new TemporaryFolder();
        var features = TinyDataset.Create().Features;
        var table = Enumerable.Range(0, features.Rows).Select(
            row => string.Join(',', features.Row(row).ToArray()
                .Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
        File.WriteAllLines(folder["photos.csv"], table);

        var fromTable = await CommandRun.Run("predict", trained.Run, "--features", folder["photos.csv"], "--format",
            "csv", "--top", "2");
        var fromArray = await CommandRun.Run(
            "predict", Path.Combine(trained.Run, "model.safetensors"), "--features", trained.Data, "--format", "csv",
                "--top", "2");

        Assert.Equal(fromArray.Output, fromTable.Output);
        Assert.StartsWith("row,rank,class,unseen,score,probability\n0,1,", fromTable.Output);
        Assert.Equal(1 + 2 * Images, fromTable.Output.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Predict_FeatureTable_ReportsItsFormatAndAcceptsFlagsForReading()
    {
        using var folder = new TemporaryFolder();
        var features = TinyDataset.Create().Features;
        var rows = Enumerable.Range(0, features.Rows).Select(row => string.Join(';', features.Row(row).ToArray()
            .Select(value => value.ToString("R", CultureInfo.InvariantCulture).Replace('.', ','))));
        File.WriteAllLines(folder["photos.csv"], rows);
        string[] command = ["predict", trained.Run, "--features", folder["photos.csv"], "--format", "csv"];

        var recognised = await CommandRun.Run(command);
        var misread = await CommandRun.Run([.. command, "--decimal", "."]);
        var refused = await CommandRun.Run("predict", trained.Run, "photo.jpg", "--delimiter", ";");

        Assert.Equal((await CommandRun.Run("predict", trained.Run, "--features", trained.Data, "--format", "csv"))
            .Output, recognised.Output);
        Assert.StartsWith("photos.csv: semicolons between fields, decimal commas", recognised.Error,
            StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, misread.ExitCode);
        Assert.Equal((ExitCode.BadUsage, true), (refused.ExitCode,
            refused.Error.Contains("--delimiter and PHOTO cannot be combined", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Predict_UnseenOnlyJsonl_NamesOnlyUnseenClasses()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            "predict", trained.Run, "--features", trained.Data, "--format", "jsonl", "--unseen-only", "--top", "9",
            "--out", folder["predictions.jsonl"]);

        Assert.Equal((ExitCode.Done, "", ""), (run.ExitCode, run.Output, run.Error));
        var lines = File.ReadAllLines(folder["predictions.jsonl"]).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(3 * Images, lines.Length);
        Assert.All(lines, line => Assert.True((bool)line["unseen"]!));
        Assert.Equal([1, 2, 3], lines.Take(3).Select(line => (int)line["rank"]!));
    }

    [Fact]
    public async Task Predict_UnseenOnlyWithoutUnseenClasses_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var model = UnseenModel.Load(trained.Run);
        foreach (var (name, isSeen) in model.ClassNames.Zip(model.IsSeen))
            if (!isSeen)
                model = model.WithoutClass(name);
        model.Save(folder["seen.safetensors"]);

        var run = await CommandRun.Run(
            "predict", folder["seen.safetensors"], "--features", trained.Data, "--unseen-only");

        Assert.Equal((ExitCode.BadUsage, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"unseen predict: {folder["seen.safetensors"]} has no unseen classes. Leave --unseen-only "
            + "out.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_Reject_MarksImagesThatFitNoClass()
    {
        string[] flags = ["predict", trained.Run, "--features", trained.Data, "--reject"];
        var half = await CommandRun.Run([.. flags, "50%", "--format", "csv"]);
        Assert.StartsWith("row,rank,class,unseen,score,probability,fit,known\n", half.Output);
        double[] fits = [.. half.Output.TrimEnd().Split('\n').Skip(1)
            .Select(line => double.Parse(line.Split(',')[6], CultureInfo.InvariantCulture)).Order()];
        Assert.Equal(Images, fits.Length);
        // The limit is in the widest gap between two fits, so that rounding does not matter.
        var (below, above) = fits.Zip(fits[1..]).MaxBy(pair => pair.Second - pair.First);
        Assert.True(below < above);
        var limit = ((below + above) / 2).ToString(CultureInfo.InvariantCulture);
        var refused = fits.Count(fit => fit <= below);

        var csv = await CommandRun.Run([.. flags, limit, "--format", "csv"]);
        var table = await CommandRun.Run([.. flags, limit]);

        Assert.Equal((ExitCode.Done, ExitCode.Done, ExitCode.Done), (half.ExitCode, csv.ExitCode, table.ExitCode));
        static int Unknown(CommandRun run) =>
            run.Output.Split('\n').Count(line => line.EndsWith(",no", StringComparison.Ordinal));
        Assert.Equal(fits.Count(fit => fit < 0.5), Unknown(half));
        Assert.Equal(refused, Unknown(csv));
        Assert.Equal(refused,
            table.Output.Split('\n').Count(line => line.Contains("none of these", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("100%")]
    [InlineData("150%")]
    public async Task Predict_RejectOutOfRange_SaysTheRange(string reject)
    {
        var run = await CommandRun.Run("predict", trained.Run, "--features", trained.Data, "--reject", reject);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains("--reject must be more than 0% and less than 100%", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_ModelOfAnEarlierVersion_PredictsAndSaysThatItCannotRefuse()
    {
        using var folder = new TemporaryFolder();
        var old = UnseenModel.Load(trained.Run);
        string[] own = ["classifier.weight", "classifier.bias"];
        new UnseenModel(old.Form, old.Tensors[own[0]], old.Tensors[own[1]], old.ClassNames, old.IsSeen, old.Scaling,
            old.Temperature, old.Tensors.Where(entry => !own.Contains(entry.Key)).ToDictionary(), old.Metadata,
            old.FeatureMap).Save(folder["old.safetensors"]);

        var plain = await CommandRun.Run("predict", folder["old.safetensors"], "--features", trained.Data);
        var refused = await CommandRun.Run(
            "predict", folder["old.safetensors"], "--features", trained.Data, "--reject", "5%");

        Assert.Equal((ExitCode.Done, ""), (plain.ExitCode, plain.Error));
        Assert.Equal(ExitCode.BadUsage, refused.ExitCode);
        Assert.StartsWith($"unseen predict: {folder["old.safetensors"]} cannot refuse: it has no thresholds. ",
            refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_FeaturesOfAnotherWidth_NamesBothWidths()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            "predict", trained.Run, "--features", folder.Write("photos.csv", "1,2,3\n4,5,6\n"));

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Equal(
            $"unseen predict: {folder["photos.csv"]}: the rows have 3 features, but the model takes 16. Use "
                + "features of the image model that it was trained with.\n", run.Error);
    }

    [Fact]
    public async Task Predict_DamagedModel_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            "predict", folder.Write("model.safetensors", "not a model"), "--features", trained.Data);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.StartsWith($"unseen predict: {folder["model.safetensors"]}: ", run.Error);
        Assert.Equal(1, run.Error.Count(letter => letter == '\n'));
    }

    [Fact]
    public async Task Predict_AsAProcess_LoadsNoLibtorch()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads the trace of Linux's loader");
        var start = new ProcessStartInfo(
            "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "Unseen.Cli.dll"), "predict", trained.Run, "--features",
                trained.Data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LD_DEBUG"] = "files" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var loaded = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, process.ExitCode);
        Assert.Contains("class j", await output);
        Assert.Contains("libc.so", loaded);
        Assert.DoesNotContain("torch", loaded, StringComparison.OrdinalIgnoreCase);
    }
}
