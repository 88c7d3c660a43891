using Unseen.Images.Backbones;
using Unseen.Images.Tests.Encoders;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Photographs;

namespace Unseen.Cli.Tests.Photographs;

public sealed class ImageModelFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Create_ImageModelWithDataFileAndSettings_CopiesAllFiles()
    {
        var path = Write("a");
        File.WriteAllText(Path.ChangeExtension(path, ".json"), """{ "crop": 4, "mean": [9, 9, 9] }""");
        using var before = Backbone.Load(path);

        var name = StarterProject.Create(_folder["project"], path);

        using var after = Backbone.Load(_folder[$"project/{name}"]);
        Assert.Equal(before.Sha256, after.Sha256);
        Assert.Equal([9, 9, 9], after.Preprocessing.Mean);
    }

    [Fact]
    public void Create_ImageModelWithTheNameOfTheProjectsSettings_Throws()
    {
        Assert.StartsWith("The image model cannot be called Unseen.onnx in a project: ", Assert.Throws<UsageException>(
            () => StarterProject.Create(_folder["project"], _folder["Unseen.onnx"])).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["project"]));
    }

    [Fact]
    public void NextSteps_FolderWithASpace_IsQuotedInCommands()
    {
        var lines = StarterProject.NextSteps("my birds", "model.onnx", table: null, lacksModel: false).ToArray();

        Assert.Equal($"      unseen train {Words.Quoted("my birds")}", lines[^1]);
        Assert.DoesNotContain(lines, line => line.Contains("unseen doctor my birds", StringComparison.Ordinal)
            || line.Contains("unseen describe my birds", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_PresetForTheFolderOfAnEncoder_Throws() =>
        Assert.StartsWith("--preprocess is for files of image models, ", Assert.Throws<UsageException>(
            () => ImageModels.Open([_folder.FullPath], "clip", output: null)).Message, StringComparison.Ordinal);

    [Fact]
    public void RequireOneFolder_DataFilesOfTheSameName_Throws()
    {
        using var one = Backbone.Load(Write("a"));
        using var other = Backbone.Load(Write("b"));

        Assert.StartsWith(
            $"{_folder["a/vision_model.onnx_data"]} and {_folder["b/vision_model.onnx_data"]} have the same name, ",
            Assert.Throws<UsageException>(() => ModelFile.RequireOneFolder([one, other])).Message,
            StringComparison.Ordinal);
        ModelFile.RequireOneFolder([one, one]);
    }

    [Fact]
    public async Task Open_NewProjectWithoutAnImageModel_UsesTheEncodersImageModel()
    {
        TinyTowers.WriteJson(_folder["clip"], length: 16);
        new TinyTowers().WriteJoint(_folder["clip"]);
        await CommandRun.Run("init", _folder["project"]);
        var encoder = new PhotoOverrides { Encoder = _folder["clip"] };

        Assert.Equal([_folder["clip"]], PhotoProject.Open(_folder["project"], encoder).Backbones);
        var added = _folder["project/mobilenet_v2.onnx"];
        File.WriteAllBytes(added, []);
        Assert.Equal([added], PhotoProject.Open(_folder["project"], encoder).Backbones);
    }

    private string Write(string folder) => Path.Combine(
        new TinyTowers { External = true }.WriteSplit(_folder[folder]), "vision_model.onnx");

    public void Dispose() => _folder.Dispose();
}
