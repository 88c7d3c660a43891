using System.Text.Json.Nodes;
using Unseen.Images.Encoders;
using Unseen.Images.Tests.Encoders;
using Unseen.Inference;
using Unseen.Runs;
using Unseen.Runs.Adaptation;
using Unseen.Runs.Photographs;

namespace Unseen.Cli.Tests.Commands;

public sealed class ClassDescriptorTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    private const string Vectors =
        "brown 1 0 2 0 1\nstriped 0 1 0 2 0\ndeer 2 0 0 1 3\nokapi 0.5 0.25 1 2 -1\nother 9 9 9 9 9\n";

    [Theory]
    [InlineData("NaN")]
    [InlineData("1e39")]
    [InlineData("-Infinity")]
    public void Parse_NumberThatIsNotFinite_Throws(string number) => Assert.Equal(
        $"--descriptor must be finite numbers of single precision, but was '{number}'.",
        Assert.Throws<UsageException>(() => ClassDescriptor.Parse($"1,{number}", "--descriptor")).Message);

    [Fact]
    public void FromWords_DescriptionOfKnownAndUnknownWords_IsTheMeanOfTheKnownWords()
    {
        using var folder = new TemporaryFolder();
        var warnings = new List<string>();

        var found = ClassDescriptor.FromWords(RunWithWords(folder), "okapi", "A brown, striped deer",
            context: new RunContext { Warn = warnings.Add });

        Assert.Equal([1, 1 / 3f, 2 / 3f, 1, 4 / 3f], found, (expected, actual) => Math.Abs(expected - actual) < 1e-6);
        Assert.Equal($"{folder["words.txt"]} does not know a.", Assert.Single(warnings));
    }

    [Fact]
    public void FromWords_NoDescription_IsTheVectorOfTheName()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal([0.5f, 0.25f, 1, 2, -1],
            ClassDescriptor.FromWords(RunWithWords(folder), "okapi", description: null));
    }

    [Fact]
    public void FromWords_WithAFileOfVectors_UsesItInsteadOfTheVectorsOfTheRun()
    {
        using var folder = new TemporaryFolder();

        var found = ClassDescriptor.FromWords(
            RunWithWords(folder), "okapi", description: null, folder.Write("others.txt", "okapi 3 4\n"));

        Assert.Equal([3, 4], found);
    }

    [Fact]
    public async Task AddClass_Description_WritesTheSameModelAsItsDescriptor()
    {
        using var folder = new TemporaryFolder();
        var run = RunWithWords(folder);
        File.Copy(Path.Combine(trained.Run, UnseenModel.FileName), Path.Combine(run, UnseenModel.FileName));

        var words = await CommandRun.Run("add-class", run, "--name", "okapi", "--description", "brown deer", "--out",
            folder["words.safetensors"]);
        var numbers = await CommandRun.Run("add-class", run, "--name", "okapi", "--descriptor", "1.5,0,1,0.5,2",
            "--out", folder["numbers.safetensors"]);
        var unknown = await CommandRun.Run("add-class", run, "--name", "okapi", "--description", "plugh", "--out",
            folder["unknown.safetensors"]);

        Assert.Equal((ExitCode.Done, ExitCode.Done), (words.ExitCode, numbers.ExitCode));
        Assert.Equal(File.ReadAllBytes(folder["numbers.safetensors"]), File.ReadAllBytes(folder["words.safetensors"]));
        Assert.Equal(ExitCode.BadInput, unknown.ExitCode);
        Assert.Contains("none of the words is among the word vectors: plugh", unknown.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["unknown.safetensors"]));
    }

    [Fact]
    public async Task FromWords_Encoder_EncodesTheDescriptionOrThePromptsOfTheName()
    {
        using var folder = new TemporaryFolder();
        TinyTowers.WriteJson(folder["encoder"], length: 16);
        new TinyTowers().WriteJoint(folder["encoder"]);

        var described = ClassDescriptor.FromWords(
            trained.Run, "okapi", "a red photo", encoder: folder["encoder"]);
        var named = ClassDescriptor.FromWords(trained.Run, "green", description: null, encoder: folder["encoder"]);

        using var encoder = TextEncoder.Load(folder["encoder"]);
        Assert.Equal(encoder.Encode("a red photo"), described, (first, second) => Math.Abs(first - second) < 1e-6);
        var expected = await new ClassPrompts().EncodeAsync(encoder, ["green"], TestContext.Current.CancellationToken);
        Assert.Equal(expected.Row(0).ToArray(), named);
    }

    [Fact]
    public void FromWords_RunTrainedWithoutWords_Throws()
    {
        var exception = Assert.Throws<UsageException>(
            () => ClassDescriptor.FromWords(trained.Run, "okapi", "a brown deer"));

        Assert.Contains("the model was not trained on descriptions in words", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Makes the folder of a run that was trained with word vectors.</summary>
    private static string RunWithWords(TemporaryFolder folder)
    {
        var project = new PhotoProject("project", "images", "classes.csv", [], null, null,
            folder.Write("words.txt", Vectors));
        Directory.CreateDirectory(folder["run"]);
        File.WriteAllText(
            folder["run/options.json"], new JsonObject { ["photographs"] = project.ToJson() }.ToJsonString());
        return folder["run"];
    }
}
