using System.Diagnostics;
using SkiaSharp;
using Unseen.Images.Backbones;
using Unseen.Inference;
using Unseen.TestSupport;

namespace Unseen.Images.Tests;

/// <summary>Runs and publishes the samples that are single files, as an engineer does.</summary>
[Trait("Category", "Slow")]
public sealed class SampleProgramTests : IDisposable
{
    private static readonly string _sample = Path.Combine(SharedData.RepositoryRoot, "samples/native/recognise.cs");

    private readonly TemporaryFolder _folder = new();
    private readonly string _photo;
    private readonly string _expected;

    public SampleProgramTests()
    {
        _photo = _folder.GetPath("green.png");
        File.WriteAllBytes(_photo, Pictures.Solid(12, 12, SKColors.Lime));
        ColourModel.Write(_folder.FullPath);
        var model = UnseenModel.Load(_folder.FullPath);
        using var features = ImageFeatures.CreateFor(model, _folder.FullPath);
        var best = model.Predict(features.Extract(
            File.ReadAllBytes(_photo), _photo, TestContext.Current.CancellationToken));
        _expected = $"{_photo}: green ({best.Probability:P0}), never seen in training\n";
    }

    [Fact]
    public async Task Sample_RunFromItsFile_PrintsThePrediction() =>
        Assert.EndsWith(_expected, await Run(
            "dotnet", "run", "--configuration", "Release", _sample, "--", Path.GetDirectoryName(_photo)!, _photo),
            StringComparison.Ordinal);

    [Fact]
    public async Task Sample_PublishedWithTheWholeLibraries_IsANativeProgramWithoutWarnings()
    {
        Assert.SkipUnless(NativeLinker.IsInstalled, "needs clang or gcc, which link native programs");
        var folder = Directory.CreateDirectory(_folder.GetPath("sample")).FullName;
        File.WriteAllText(Path.Combine(folder, "recognise.cs"), File.ReadAllText(_sample).Replace(
            "../../src", Path.Combine(SharedData.RepositoryRoot, "src"), StringComparison.Ordinal));
        // Compiles also the code of the libraries that the sample does not use, and does not optimise, to save time.
        File.WriteAllText(Path.Combine(folder, "Directory.Build.targets"), """
            <Project>
              <PropertyGroup>
                <Optimize>false</Optimize>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
              </PropertyGroup>
              <ItemGroup>
                <TrimmerRootAssembly Include="Unseen.Inference;Unseen.Data;Unseen.Images" />
              </ItemGroup>
            </Project>
            """);

        var output = await Run(
            "dotnet", "publish", Path.Combine(folder, "recognise.cs"), "--output", _folder.GetPath("published"));

        // The packages that read Parquet and Excel files cause warnings. The code of the libraries must not.
        Assert.Matches(@"warning IL\d+: ", output);
        Assert.DoesNotMatch(@"warning IL\d+: Unseen\.", output);
        Assert.Empty(Directory.EnumerateFiles(_folder.GetPath("published"), "*.dll"));
        Assert.Equal(_expected, await Run(
            _folder.GetPath("published/recognise"), Path.GetDirectoryName(_photo)!, _photo));
    }

    [Fact]
    public async Task MlNetSample_Table_AddsAClassToEveryRow()
    {
        File.WriteAllText(_folder.GetPath("table.csv"), "f1,f2,f3,f4,f5,f6\n0,9,0,0,9,0\n9,0,0,9,0,0\n");

        var output = await Run("dotnet", "run", "--configuration", "Release",
            Path.Combine(SharedData.RepositoryRoot, "samples/mlnet/table.cs"), "--", _folder.FullPath,
            _folder.GetPath("table.csv"));

        Assert.EndsWith("green,1.000,unseen\nred,1.000,seen\n", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.GetPath("pipeline.zip")));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs a program in the folder of the test, asserts that it succeeds, and returns what it
    /// prints.</summary>
    private async Task<string> Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args)
        {
            WorkingDirectory = _folder.FullPath,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)}: {output}{await error}");
        return output;
    }
}
