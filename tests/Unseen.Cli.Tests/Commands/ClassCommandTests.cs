using System.Globalization;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Runs;
using Unseen.Runs.Adaptation;

namespace Unseen.Cli.Tests.Commands;

public sealed class ClassCommandTests
{
    [Fact]
    public async Task AddRenameRemove_WithAndWithoutOut_ChangeTheClasses()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            "train", "--data", TinyDataset.Save(folder), "--classifier-epochs", "3", "--sigma", "10", "--out",
                folder["run"], "--no-cache");
        Assert.Equal(ExitCode.Done, run.ExitCode);

        var added = await CommandRun.Run(
            "add-class", folder["run"], "--name", "okapi", "--descriptor", "0.2,-0.1,0.4,0,0.3");
        Assert.Equal(ExitCode.Done, added.ExitCode);
        Assert.Contains($"okapi added, {TinyDataset.Classes + 1} classes", added.Output);
        var model = UnseenModel.Load(folder["run"]);
        Assert.Equal(("okapi", false), (model.ClassNames[^1], model.IsSeen[^1]));

        File.WriteAllText(folder["donkey.csv"], "0.2,-0.1,0.4\n0,0.3\n");
        await CommandRun.Run("add-class", folder["run"], "--name", "donkey", "--descriptor", folder["donkey.csv"],
            "--out", folder["donkey.safetensors"]);
        var fromFile = UnseenModel.Load(folder["donkey.safetensors"]).Tensors["classifier.weight"];
        // The last two rows are the weights of okapi and donkey, which have the same descriptor.
        Assert.Equal(fromFile.Values.Span[^(2 * fromFile.Shape[1])..^fromFile.Shape[1]].ToArray(),
            fromFile.Values.Span[^fromFile.Shape[1]..].ToArray());

        Assert.Contains("okapi is now zebra", (await CommandRun.Run(
            "rename-class", folder["run"], "--name", "okapi", "--to", "zebra")).Output);
        await CommandRun.Run("remove-class", folder["run"], "--name", "zebra", "--out", folder["small.safetensors"]);
        Assert.Equal(TinyDataset.Classes, UnseenModel.Load(folder["small.safetensors"]).ClassNames.Count);
        Assert.Equal("zebra", UnseenModel.Load(folder["run"]).ClassNames[^1]);
    }

    [Fact]
    public async Task AddClass_Features_EqualsTheResultOfTheLibrary()
    {
        using var folder = new TemporaryFolder();
        var data = TinyDataset.Save(folder);
        await CommandRun.Run(
            "train", "--data", data, "--classifier", "linear", "--classifier-epochs", "1", "--sigma", "10", "--out",
            folder["run"], "--no-cache");
        var features = TinyDataset.Create().Features.Select([0, 9, 18]);
        var rows = Enumerable.Range(0, 3).Select(row => string.Join(
            ',', features.Row(row).ToArray().Select(value => value.ToString("R", CultureInfo.InvariantCulture))));

        var run = await CommandRun.Run("add-class", folder["run"], "--name", "okapi", "--no-cache", "--features",
            folder.Write("okapi.csv", string.Join('\n', rows) + "\n"));
        var withNaN = await CommandRun.Run("add-class", folder["run"], "--name", "gnu", "--no-cache", "--features",
            folder.Write("gnu.csv", string.Join(",", Enumerable.Repeat("1", features.Columns - 1).Append("NaN")) + "\n"));

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var expected = ModelTeacher.AddClass(RunAdaptation.LoadModel(folder["run"]), "okapi", features.Values);
        Assert.Equal(expected.Predict(features.Row(0)),
            UnseenModel.Load(folder[$"run/{RunAdaptation.FileName}"]).Predict(features.Row(0)));
        Assert.Equal(ExitCode.BadInput, withNaN.ExitCode);
        Assert.Contains("NaN", Assert.Single(withNaN.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddClass_DescriptorOfAnotherClass_Warns()
    {
        using var folder = new TemporaryFolder();
        await CommandRun.Run("train", "--data", TinyDataset.Save(folder), "--classifier-epochs", "3", "--sigma", "10",
            "--out", folder["run"], "--no-cache");
        var descriptor = string.Join(',', TinyDataset.Create().Descriptors.Row(2).ToArray().Select(value => 3 * value));
        var run = await CommandRun.Run("add-class", folder["run"], "--name", "twin", "--descriptor", descriptor);
        Assert.Contains("warning: twin is hard to distinguish from class c", run.Error);
    }

    [Fact]
    public async Task AddClass_ToALinearModel_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await CommandRun.Run(
            "train", "--data", TinyDataset.Save(folder), "--classifier", "linear", "--classifier-epochs", "1",
                "--sigma", "10", "--out", folder["run"], "--no-cache");
        var run = await CommandRun.Run("add-class", folder["run"], "--name", "okapi", "--descriptor", "1,2,3,4,5");
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("classes cannot be added to this model", Assert.Single(run.Error.TrimEnd('\n').Split('\n')));
    }

    [Theory]
    [InlineData("--name okapi --descriptor 1,2", "descriptor must be of length 5, but was 2")]
    [InlineData("--name okapi --descriptor 1,x", "--descriptor must be a number, but was 'x'")]
    [InlineData("--descriptor 1", "--name NAME is required")]
    [InlineData("--name okapi", "a descriptor or photographs are required")]
    [InlineData("--name okapi --descriptor 1,2 --description striped", "--descriptor and --description cannot be")]
    [InlineData("--name okapi --words a.txt --encoder b", "--words and --encoder cannot be combined")]
    [InlineData("--name okapi --descriptor 0,1 --words a.txt", "--descriptor and --words cannot be combined")]
    [InlineData("--name okapi --descriptor 0,1 --encoder b", "--descriptor and --encoder cannot be combined")]
    public async Task AddClass_WrongFlags_FailsWithOneLineAndLeavesTheModelUnchanged(string flags, string message)
    {
        using var folder = new TemporaryFolder();
        await CommandRun.Run("train", "--data", TinyDataset.Save(folder), "--classifier-epochs", "1", "--sigma", "10",
            "--out", folder["run"], "--no-cache");
        var before = File.ReadAllBytes(folder["run/model.safetensors"]);
        var run = await CommandRun.Run(["add-class", folder["run"], .. flags.Split(' ')]);
        Assert.NotEqual(ExitCode.Done, run.ExitCode);
        Assert.Contains(message, Assert.Single(run.Error.TrimEnd('\n').Split('\n')));
        Assert.Equal(before, File.ReadAllBytes(folder["run/model.safetensors"]));
    }
}
