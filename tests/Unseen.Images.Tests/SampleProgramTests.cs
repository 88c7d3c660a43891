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
        _photo = _folder.PathOf("green.png");
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
    public async Task Sample_Published_IsANativeProgramThatPrintsThePrediction()
    {
        RequireLinker();

        await Run("dotnet", "publish", _sample, "--output", _folder.PathOf("published"));

        Assert.Equal(_expected, await Run(
            _folder.PathOf("published/recognise"), Path.GetDirectoryName(_photo)!, _photo));
        Assert.Empty(Directory.EnumerateFiles(_folder.PathOf("published"), "*.dll"));
    }

    [Fact]
    public async Task MlNetSample_Table_AddsAClassToEveryRow()
    {
        File.WriteAllText(_folder.PathOf("table.csv"), "f1,f2,f3,f4,f5,f6\n0,9,0,0,9,0\n9,0,0,9,0,0\n");

        var output = await Run("dotnet", "run", "--configuration", "Release",
            Path.Combine(SharedData.RepositoryRoot, "samples/mlnet/table.cs"), "--", _folder.FullPath,
            _folder.PathOf("table.csv"));

        Assert.EndsWith("green,1.000,unseen\nred,1.000,seen\n", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.PathOf("pipeline.zip")));
    }

    [Fact]
    public async Task Libraries_CompiledAheadOfTimeWithoutTrimming_CauseNoWarnings()
    {
        RequireLinker();
        Directory.CreateDirectory(_folder.PathOf("whole"));
        File.WriteAllText(_folder.PathOf("whole/whole.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <PublishAot>true</PublishAot>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
              </PropertyGroup>
              <ItemGroup>
                <TrimmerRootAssembly Include="Unseen.Inference;Unseen.Data;Unseen.Images" />
                <ProjectReference Include="{SharedData.RepositoryRoot}/src/Unseen.Images/Unseen.Images.csproj" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(_folder.PathOf("whole/Program.cs"), "System.Console.WriteLine(\"whole\");");

        var output = await Run("dotnet", "publish", _folder.PathOf("whole"), "--configuration", "Release", "--output",
            _folder.PathOf("published"));

        // The packages that read Parquet and Excel files may cause warnings. The code of the libraries may not.
        Assert.DoesNotMatch(@"warning IL\d+: Unseen\.", output);
        Assert.Equal("whole\n", await Run(_folder.PathOf("published/whole")));
    }

    public void Dispose() => _folder.Dispose();

    private static void RequireLinker() => Assert.SkipUnless(
        NativeLinker.IsInstalled, "needs clang or gcc, which link native programs");

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
