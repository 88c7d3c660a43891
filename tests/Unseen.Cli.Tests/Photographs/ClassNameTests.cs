using System.Globalization;
using System.Net;
using System.Text.Json;
using CsvHelper;
using Microsoft.ML.OnnxRuntime;
using Unseen.Images.Tests;
using Unseen.Inference;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Photographs;

/// <summary>Class names with characters that a file format might not preserve.</summary>
public sealed class ClassNameTests : IDisposable
{
    private static readonly string[] _names =
    [
        "a, b", "-x", "#1", "Übermut; 1", "🦓 zebra", "עברית", OperatingSystem.IsWindows() ? "plain" : "the \"q\"",
        "=1+1",
    ];

    private readonly TemporaryFolder _folder = new();

    private string Project => _folder["project"];

    [Fact]
    public async Task Train_OddNames_AreTheSameInFoldersTablesModelsAndResults()
    {
        WriteProject();
        var run = _folder["run"];

        var trained = await CommandRun.Run("train", Project, "--fast", "--classifier-epochs", "2", "--threads", "1",
            "--cache", _folder["cache"], "--out", run);
        Assert.True(trained.ExitCode == ExitCode.Done, trained.Error);
        var csv = await PredictAsync(run, "csv");
        var jsonl = await PredictAsync(run, "jsonl");
        var exported = await CommandRun.Run("export", run, "--onnx", _folder["classifier.onnx"]);

        Assert.True(exported.ExitCode == ExitCode.Done, exported.Error);
        Assert.Equal(Sorted(_names), Sorted(UnseenModel.Load(run).ClassNames));
        Assert.Equal(Sorted(_names), Sorted(Column(await File.ReadAllTextAsync(
            Path.Combine(run, "per-class.csv"), TestContext.Current.CancellationToken))));
        Assert.Equal(Sorted(_names), Sorted(Column(csv)));
        Assert.Equal(Sorted(_names), Sorted(jsonl.TrimEnd('\n').Split('\n').Select(line =>
            JsonDocument.Parse(line).RootElement.GetProperty("class").GetString()!)));
        using var session = new InferenceSession(_folder["classifier.onnx"]);
        Assert.Equal(Sorted(_names), Sorted(JsonSerializer.Deserialize<string[]>(
            session.ModelMetadata.CustomMetadataMap["classes"])!));
        var report = await File.ReadAllTextAsync(
            Path.Combine(run, "report.html"), TestContext.Current.CancellationToken);
        Assert.All(_names, name =>
            Assert.Contains($">{WebUtility.HtmlEncode(name)}<", report, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> PredictAsync(string run, string format)
    {
        var photograph = Path.Combine(Project, "images", _names[0], "0.png");
        var predicted = await CommandRun.Run("predict", run, photograph, "--top", "8", "--format", format);
        Assert.True(predicted.ExitCode == ExitCode.Done, predicted.Error);
        return predicted.Output;
    }

    /// <summary>Writes a project with a folder for each class. The last two classes are unseen.</summary>
    private void WriteProject()
    {
        Directory.CreateDirectory(Project);
        TinyBackbone.Write(Path.Combine(Project, "tiny.onnx"), weights: TinyBackbone.Copies);
        File.WriteAllText(Path.Combine(Project, "tiny.json"),
            """{ "resize": 10, "crop": 8, "mean": [0, 0, 0], "std": [255, 255, 255] }""");
        File.WriteAllText(Path.Combine(Project, "unseen.json"), """{ "backbone": "tiny.onnx" }""");
        List<string> lines = ["class,role,redness,greenness,blueness"];
        var random = new Random(1);
        foreach (var (c, name) in _names.Index())
        {
            float[] shares = [Share(c), Share(c >> 1), Share(c >> 2)];
            var values = string.Join(',', shares.Select(share => share.ToString(CultureInfo.InvariantCulture)));
            lines.Add($"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\","
                + $"{(c < 6 ? "seen" : "unseen")},{values}");
            for (var i = 0; i < 6; i++)
                ColourProject.Write(Path.Combine(Project, "images", name, $"{i}.png"), shares, random);
        }

        File.WriteAllLines(Path.Combine(Project, "classes.csv"), lines);
    }

    private static float Share(int bits) => (bits & 1) == 0 ? 1 : 0.25f;

    private static IEnumerable<string> Column(string csv)
    {
        using var reader = new CsvReader(new StringReader(csv), CultureInfo.InvariantCulture);
        reader.Read();
        reader.ReadHeader();
        while (reader.Read())
            yield return reader.GetField("class")!;
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);
}
