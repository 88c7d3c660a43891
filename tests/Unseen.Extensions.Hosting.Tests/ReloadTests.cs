using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Unseen.Images.Backbones;
using Unseen.Inference;
using Unseen.TestSupport;
using Unseen.Web.Tests;

namespace Unseen.Extensions.Hosting.Tests;

public sealed class ReloadTests : IDisposable
{
    private readonly ColourRun _run = new();

    [Fact]
    public async Task Reload_UnderLoad_LosesNoRequest()
    {
        const int reloads = 20;
        await using var host = await RunningHost.StartAsync(_run);
        var model = host.Models.All[0];
        var original = model.Model;
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var answers = new HashSet<string>();
            do
                answers.Add((await model.PredictTopAsync(ColourRun.Blue, 1, CancellationToken.None))[0].ClassName);
            while (!stop.IsCancellationRequested);
            return answers;
        }, CancellationToken.None)).ToArray();

        for (var i = 0; i < reloads; i++)
        {
            var name = $"blue {i}";
            var changed = original.WithClassRenamed("blue", name);
            changed.Save(_run.ModelFile);
            await Waiting.UntilAsync("the changed model is served", () => model.Model.ClassNames.Contains(name));
        }

        await stop.CancelAsync();
        var answers = (await Task.WhenAll(clients)).SelectMany(one => one).ToHashSet();
        Assert.All(answers, answer => Assert.StartsWith("blue", answer, StringComparison.Ordinal));
        Assert.Equal($"blue {reloads - 1}", (await model.PredictTopAsync(
            ColourRun.Blue, 1, TestContext.Current.CancellationToken))[0].ClassName);
    }

    [Theory]
    [InlineData(3600, HealthStatus.Degraded)]
    [InlineData(0, HealthStatus.Unhealthy)]
    public async Task Reload_DamagedFile_KeepsTheModelAndReportsTheFile(int seconds, HealthStatus expected)
    {
        await using var host = await RunningHost.StartAsync(
            _run, options => options.UnhealthyAfter = TimeSpan.FromSeconds(seconds));
        var model = host.Models.All[0];
        var whole = await File.ReadAllBytesAsync(_run.ModelFile, TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Healthy, (await host.CheckAsync()).Status);

        await File.WriteAllBytesAsync(_run.ModelFile, whole[..^8], TestContext.Current.CancellationToken);
        await Waiting.UntilAsync("the file is refused", () => model.Refusal is not null);

        var check = (await host.CheckAsync()).Entries["unseen"];
        Assert.Equal(expected, check.Status);
        Assert.Contains(_run.ModelFile, check.Description, StringComparison.Ordinal);
        Assert.Equal("green", model.Predict(new float[] { 0, 1, 0, 0, 1, 0 }).ClassName);

        await File.WriteAllBytesAsync(_run.ModelFile, whole, TestContext.Current.CancellationToken);
        await Waiting.UntilAsync("the file is accepted", () => model.Refusal is null);
        Assert.Equal(HealthStatus.Healthy, (await host.CheckAsync()).Status);
    }

    [Fact]
    public async Task Reload_MountedFile_ServesItsNewVersion()
    {
        var mount = new MountedFolder(_run.Folder);
        var original = await File.ReadAllBytesAsync(_run.ModelFile, TestContext.Current.CancellationToken);
        UnseenModel.Load(_run.ModelFile).WithClassRenamed("blue", "navy").Save(_run.ModelFile);
        var changed = await File.ReadAllBytesAsync(_run.ModelFile, TestContext.Current.CancellationToken);
        File.Delete(_run.ModelFile);
        mount.Publish("first", (UnseenModel.FileName, original));
        await using var host = await RunningHost.StartAsync(_run);
        Assert.Contains("blue", host.Models.All[0].Model.ClassNames);

        mount.Publish("second", (UnseenModel.FileName, changed));

        await Waiting.UntilAsync(
            "the changed model is served", () => host.Models.All[0].Model.ClassNames.Contains("navy"));
    }

    [Fact]
    public async Task Lease_ModelIsReplaced_KeepsItsImageModelsOpen()
    {
        await using var host = await RunningHost.StartAsync(_run);
        var model = host.Models.All[0];
        using var lease = model.Lease();

        WithoutImageModels(model.Model).Save(_run.ModelFile);
        await Waiting.UntilAsync("the changed model is served", () => !model.TakesImages);

        Assert.Equal(6, lease.Features!.Extract(
            ColourRun.Blue, "blue.png", TestContext.Current.CancellationToken).Length);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => model.PredictTopAsync(ColourRun.Blue, 1, TestContext.Current.CancellationToken));
        Assert.Equal(1, host.Models.Backbones.Count);
        lease.Dispose();
        Assert.Equal(0, host.Models.Backbones.Count);
    }

    [Fact]
    public async Task Change_ClassIsAdded_IsSavedAndServed()
    {
        await using var host = await RunningHost.StartAsync(_run);
        var model = host.Models.All[0];

        model.Change(current => current.WithClass("yellow", [3, 3, 0]));

        Assert.Contains("yellow", UnseenModel.Load(_run.Folder).ClassNames);
        Assert.Contains("yellow", host.Services.GetRequiredService<IUnseenPredictor>().Model.ClassNames);
        Assert.Equal("blue", (await model.PredictTopAsync(
            ColourRun.Blue, 2, TestContext.Current.CancellationToken))[0].ClassName);
    }

    [Fact]
    public async Task Change_Twice_SavesBothChanges()
    {
        await using var host = await RunningHost.StartAsync(
            _run, options => options.ReloadInterval = TimeSpan.FromDays(1));
        var model = host.Models.All[0];

        model.Change(current => current.WithClass("yellow", [3, 3, 0]));
        model.Change(current => current.WithClass("grey", [1, 1, 1]));

        Assert.Equal([.. ColourRun.Classes, "yellow", "grey"], UnseenModel.Load(_run.Folder).ClassNames);
    }

    [Fact]
    public async Task Change_WhileTheFileIsReplaced_IsRefusedUntilTheNewFileIsServed()
    {
        await using var host = await RunningHost.StartAsync(_run);
        var model = host.Models.All[0];

        var refusal = Assert.Throws<ModelFileException>(() => model.Change(current =>
        {
            current.WithClassRenamed("blue", "navy").Save(_run.ModelFile);
            return current.WithClass("yellow", [3, 3, 0]);
        }));

        Assert.Equal("the model's file was replaced or removed, so nothing was changed. Try again when it has been "
            + "loaded.", refusal.Problem);
        await Waiting.UntilAsync("the new file is served", () => model.Model.ClassNames.Contains("navy"));
        model.Change(current => current.WithClass("yellow", [3, 3, 0]));
        Assert.Equal(["red", "green", "navy", "white", "yellow"], UnseenModel.Load(_run.Folder).ClassNames);
    }

    [Fact]
    public async Task Change_ImageModelsCannotBeOpened_LeavesTheFileUnchanged()
    {
        await using var host = await RunningHost.StartAsync(_run);
        var before = await File.ReadAllBytesAsync(_run.ModelFile, TestContext.Current.CancellationToken);

        Assert.ThrowsAny<InputException>(() => host.Models.All[0].Change(current => current.WithMetadata(
            new Dictionary<string, string> { [ImageFeatures.MetadataKey] = "no JSON" })));

        Assert.Equal(before, await File.ReadAllBytesAsync(_run.ModelFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Change_FileCannotBeLoaded_LeavesTheFileUnchanged()
    {
        await using var host = await RunningHost.StartAsync(_run);
        var model = host.Models.All[0];
        await File.WriteAllBytesAsync(_run.ModelFile, new byte[100], TestContext.Current.CancellationToken);
        await Waiting.UntilAsync("the file is refused", () => model.Refusal is not null);

        var refusal = Assert.Throws<ModelFileException>(
            () => model.Change(current => current.WithClass("yellow", [3, 3, 0])));

        Assert.Contains("was replaced by one that cannot be loaded", refusal.Problem, StringComparison.Ordinal);
        Assert.Equal(new byte[100],
            await File.ReadAllBytesAsync(_run.ModelFile, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _run.Dispose();

    private static UnseenModel WithoutImageModels(UnseenModel model) => new(
        model.Form, model.Tensors["classifier.weight"], model.Tensors["classifier.bias"], model.ClassNames,
        model.IsSeen, model.Scaling, model.Temperature);
}
