using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Unseen.Inference;
using Unseen.Web.Tests;

namespace Unseen.Extensions.Hosting.Tests;

public sealed class UnseenServicesTests : IDisposable
{
    private static readonly float[] _green = [0, 1, 0, 0, 1, 0];
    private readonly ColourRun _run = new();

    [Fact]
    public async Task AddUnseen_SeveralModels_AreInjectedByNameAndTheFirstAlsoWithoutAName()
    {
        using var other = new ColourRun("others");
        UnseenModel.Load(other.Folder).WithClassRenamed("green", "lime").Save(other.ModelFile);
        await using var host = await RunningHost.StartAsync(services =>
        {
            services.AddUnseen("colours", options => options.Path = _run.Folder);
            services.AddUnseen("others", options => options.Path = other.ModelFile);
        });

        var first = host.Services.GetRequiredService<IUnseenPredictor>();
        var named = host.Services.GetRequiredKeyedService<IUnseenPredictor>("others");

        Assert.Equal(("colours", "green"), (first.Name, first.Predict(_green).ClassName));
        Assert.Equal(("others", "lime"), (named.Name, named.Predict(_green).ClassName));
        Assert.Same(first, host.Services.GetRequiredKeyedService<IUnseenPredictor>("colours"));
    }

    [Fact]
    public async Task AddUnseen_ModelsWithTheSameImageModel_ShareIt()
    {
        using var other = new ColourRun("others");
        await using var host = await RunningHost.StartAsync(services =>
        {
            services.AddUnseen("colours", options => options.Path = _run.Folder);
            services.AddUnseen("others", options => options.Path = other.Folder);
        });
        using var lease = host.Models.All[0].Lease();
        using var otherLease = host.Models.All[1].Lease();

        Assert.Same(lease.Features!.Backbones[0], otherLease.Features!.Backbones[0]);
    }

    [Fact]
    public async Task AddUnseen_ConfigurationSection_AddsItsModels()
    {
        var path = JsonEncodedText.Encode(_run.Folder);
        await using var host = await RunningHost.StartAsync(services => services.AddUnseen(Section(
            $$"""{"flowers": {"Path": "{{path}}", "MaxPixels": 100, "ReloadInterval": "00:00:05"} }""")));
        var predictor = host.Services.GetRequiredKeyedService<IUnseenPredictor>("flowers");

        Assert.Equal("blue", (await PredictAsync(predictor, Images.Tests.Pictures.Solid(
            10, 10, SkiaSharp.SKColors.Blue)))[0].ClassName);
        var refusal = await Assert.ThrowsAsync<Images.ImageDataException>(
            () => PredictAsync(predictor, ColourRun.Blue));
        Assert.Contains("pixels", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(5), host.Models.All[0].Options.ReloadInterval);
    }

    [Theory]
    [InlineData("""{"flowers": {"Pth": "x"}}""",
        "Unseen:flowers: 'Pth' is not an option of a model. The options are Path, ")]
    [InlineData("""{"flowers": {"Pth": "x"}}""", "Unseen:flowers: Path must name a model file")]
    [InlineData("""{"flowers": {"Path": "x", "ReloadInterval": "00:00:00"}}""",
        "Unseen:flowers: ReloadInterval must be from 00:00:00.0100000 to 49.00:00:00, but was 00:00:00.")]
    [InlineData("""{"flowers": {"Path": "x", "ReloadInterval": "50.00:00:00"}}""", "but was 50.00:00:00.")]
    [InlineData("""{"flowers": {"Path": "x", "MaxPixels": 0}}""", "MaxPixels must be at least 1, but was 0.")]
    [InlineData("""{"flowers": "x"}""", "Unseen:flowers must be a model with its Path, but was 'x'. Write \"Unseen\"")]
    [InlineData("{}", "Unseen has no models. Write \"Unseen\"")]
    public async Task AddUnseen_InvalidSection_FailsAtStart(string json, string problem)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => RunningHost.StartAsync(services => services.AddUnseen(Section(json))));

        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddUnseen_TwoModelsOfTheSameName_IsRefused()
    {
        var services = new ServiceCollection().AddUnseen("flowers", options => options.Path = "a");

        var exception = Assert.Throws<ArgumentException>(
            () => services.AddUnseen("flowers", options => options.Path = "b"));

        Assert.Contains("'flowers' was added before", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_ModelIsMissingOrDamaged_FailsWithItsPath(bool isDamaged)
    {
        if (isDamaged)
            await File.WriteAllBytesAsync(_run.ModelFile, new byte[100], TestContext.Current.CancellationToken);
        else
            File.Delete(_run.ModelFile);

        var exception = await Assert.ThrowsAsync<ModelFileException>(() => RunningHost.StartAsync(_run));

        Assert.Contains(_run.ModelFile, exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();

    private static Task<Prediction[]> PredictAsync(IUnseenPredictor predictor, byte[] image) =>
        predictor.PredictTopAsync(new MemoryStream(image), 1, TestContext.Current.CancellationToken);

    private static IConfigurationSection Section(string json) => new ConfigurationBuilder()
        .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{"Unseen": {{json}} }"""))).Build()
        .GetSection("Unseen");
}
