using System.Diagnostics;
using SkiaSharp;
using Unseen.Images.Backbones;
using Unseen.Inference;
using Unseen.TestSupport;

namespace Unseen.Images.Tests;

/// <summary>The sample of a native program, as an engineer runs and publishes it.</summary>
[Trait("Category", "Slow")]
public sealed class NativeProgramTests : IDisposable
{
    private static readonly string _sample = Path.Combine(SharedData.RepositoryRoot, "samples/native/recognise.cs");

    private readonly TemporaryFolder _folder = new();
    private readonly string _photo;
    private readonly string _expected;

    public NativeProgramTests()
    {
        _photo = _folder.PathOf("green.png");
        File.WriteAllBytes(_photo, Pictures.Solid(12, 12, SKColors.Lime));
        using var features = new ImageFeatures([Backbone.Load(
            TinyBackbone.Write(_folder.PathOf("tiny.onnx"), weights: TinyBackbone.Copies))]);
        var model = new UnseenModel(
            ClassifierForm.Linear, new ModelTensor([2, 6], [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0]),
            new ModelTensor([2], [0, 0]), ["red", "green"], [true, false], FeatureScaling.None,
            metadata: new Dictionary<string, string>
            {
                [ImageFeatures.MetadataKey] = ImageFeatures.ToMetadata([features.Backbones[0].Describe("tiny.onnx")]),
            });
        model.Save(_folder.PathOf(UnseenModel.FileName));
        var best = model.Predict(features.Extract(
            File.ReadAllBytes(_photo), _photo, TestContext.Current.CancellationToken));
        _expected = $"{_photo}: green ({best.Probability:P0}), never seen in training\n";
    }

    [Fact]
    public async Task Sample_AsFile_NamesThePhotograph() =>
        Assert.EndsWith(_expected, await Run(
            "dotnet", "run", "--configuration", "Release", _sample, "--", Path.GetDirectoryName(_photo)!, _photo),
            StringComparison.Ordinal);

    [Fact]
    public async Task Sample_Published_IsANativeProgramThatNamesThePhotograph()
    {
        RequireLinker();

        await Run("dotnet", "publish", _sample, "--output", _folder.PathOf("published"));

        Assert.Equal(_expected, await Run(
            _folder.PathOf("published/recognise"), Path.GetDirectoryName(_photo)!, _photo));
        Assert.Empty(Directory.EnumerateFiles(_folder.PathOf("published"), "*.dll"));
    }

    [Fact]
    public async Task Libraries_CompiledWhole_GiveNoWarning()
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
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
              </PropertyGroup>
              <ItemGroup>
                <TrimmerRootAssembly Include="Unseen.Inference;Unseen.Data;Unseen.Images" />
                <ProjectReference Include="{SharedData.RepositoryRoot}/src/Unseen.Images/Unseen.Images.csproj" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(_folder.PathOf("whole/Program.cs"), "System.Console.WriteLine(\"whole\");");

        await Run("dotnet", "publish", _folder.PathOf("whole"), "--configuration", "Release", "--output",
            _folder.PathOf("published"));

        Assert.Equal("whole\n", await Run(_folder.PathOf("published/whole")));
    }

    public void Dispose() => _folder.Dispose();

    private static void RequireLinker() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(
            folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc"))),
        "needs clang or gcc, which link native programs");

    /// <summary>Runs a program to a good end; returns what it printed.</summary>
    private static async Task<string> Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args)
        {
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
