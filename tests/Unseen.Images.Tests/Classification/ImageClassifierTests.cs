using Unseen.Images.Backbones;
using Unseen.Images.Classification;
using Unseen.Images.Decoding;
using Unseen.Inference;
using Unseen.Web.Tests;

namespace Unseen.Images.Tests.Classification;

public sealed class ImageClassifierTests : IDisposable
{
    private readonly ColourRun _run = new();

    [Fact]
    public async Task Predict_BytesStreamOrFile_AgreesWithFeaturesAndModel()
    {
        var model = UnseenModel.Load(_run.Folder);
        using var features = ImageFeatures.CreateFor(model, _run.Folder);
        var expected = model.PredictTop(
            features.Extract(ColourRun.Blue, "x", TestContext.Current.CancellationToken), 2, withFit: true);
        using var classifier = ImageClassifier.Load(_run.Folder);

        Assert.Equal("blue", expected[0].ClassName);
        Assert.Equal(expected, classifier.PredictTop(ColourRun.Blue, 2, TestContext.Current.CancellationToken));
        Assert.Equal(expected[0], classifier.Predict(ColourRun.Blue, TestContext.Current.CancellationToken));
        var path = _run.Write("blue.png", ColourRun.Blue);
        Assert.Equal(expected[0], await classifier.PredictAsync(
            ColourRun.Blue, TestContext.Current.CancellationToken));
        Assert.Equal(expected[0], await classifier.PredictAsync(
            new MemoryStream(ColourRun.Blue), TestContext.Current.CancellationToken));
        Assert.Equal(expected[0], await classifier.PredictAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(expected, await classifier.PredictTopAsync(
            ColourRun.Blue, 2, TestContext.Current.CancellationToken));
        Assert.Equal(expected, await classifier.PredictTopAsync(
            new MemoryStream(ColourRun.Blue), 2, TestContext.Current.CancellationToken));
        Assert.Equal(expected, await classifier.PredictTopAsync(path, 2, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task PredictAsync_NotAPhotograph_IsRefusedWithItsPath()
    {
        using var classifier = ImageClassifier.Load(_run.ModelFile);
        var path = _run.Write("text.png", "not a picture"u8.ToArray());

        var exception = await Assert.ThrowsAsync<ImageDataException>(
            () => classifier.PredictAsync(path, TestContext.Current.CancellationToken));

        Assert.Equal(path, exception.File);
    }

    [Fact]
    public async Task PredictAsync_StreamAtAndBeyondTheLimit_IsReadAndRefused()
    {
        using var fits = ImageClassifier.Load(_run.Folder, new ImageLimits { MaxBytes = ColourRun.Blue.Length });
        using var small = ImageClassifier.Load(_run.Folder, new ImageLimits { MaxBytes = ColourRun.Blue.Length - 1 });

        Assert.Equal("blue", (await fits.PredictAsync(
            new MemoryStream(ColourRun.Blue), TestContext.Current.CancellationToken)).ClassName);
        var exception = await Assert.ThrowsAsync<ImageDataException>(() => small.PredictAsync(
            new MemoryStream(ColourRun.Blue), TestContext.Current.CancellationToken));
        Assert.Contains("too large", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PredictAsync_Cancelled_Throws()
    {
        using var classifier = ImageClassifier.Load(_run.Folder);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => classifier.PredictAsync(
            new MemoryStream(ColourRun.Blue), new CancellationToken(canceled: true)));
    }

    public void Dispose() => _run.Dispose();
}
