using Unseen.Images.Backbones;
using Unseen.Images.Decoding;
using Unseen.Inference;

namespace Unseen.Images.Classification;

/// <summary>
/// A trained model with its image models. Recognises the class of a photograph in memory, in a stream or in a file.
/// Thread-safe.
/// </summary>
public sealed class ImageClassifier : IDisposable
{
    private const string Unnamed = "the photograph";
    private readonly ImageFeatures _features;

    private ImageClassifier(UnseenModel model, ImageFeatures features) => (Model, _features) = (model, features);

    /// <summary>The trained model.</summary>
    public UnseenModel Model { get; }

    /// <summary>Loads a model that was trained on photographs, and its image models, which are in the same
    /// folder.</summary>
    /// <param name="path">a model file, or a run folder that contains <c>model.safetensors</c></param>
    /// <param name="limits">the size limits of photographs, null (default) for the defaults</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ModelFileException">The model file cannot be read, or is not valid.</exception>
    /// <exception cref="ImageDataException">The model was trained on features, an image model cannot be loaded or is
    /// not the image model that was used in training, or the image models compute another number of features than the
    /// model takes.</exception>
    public static ImageClassifier Load(string path, ImageLimits? limits = null)
    {
        var model = UnseenModel.Load(path);
        var file = Directory.Exists(path) ? Path.Combine(path, UnseenModel.FileName) : path;
        return new ImageClassifier(
            model, ImageFeatures.CreateFor(model, Path.GetDirectoryName(Path.GetFullPath(file))!, limits, file));
    }

    /// <summary>Names the most probable class of a photograph.</summary>
    /// <param name="image">the encoded photograph, in any format that <see cref="ImageFormats.CanDecode"/>
    /// accepts</param>
    /// <param name="cancellation">takes effect during decoding, and before the image models run</param>
    /// <exception cref="ImageDataException">The photograph cannot be decoded or exceeds a limit, or an image model
    /// fails on it.</exception>
    /// <exception cref="OperationCanceledException">The prediction was cancelled.</exception>
    public Prediction Predict(ReadOnlyMemory<byte> image, CancellationToken cancellation = default) =>
        Model.Predict(_features.Extract(image, Unnamed, cancellation), withFit: true);

    /// <summary>Names the most probable classes of a photograph, best first.</summary>
    /// <param name="image">the encoded photograph</param>
    /// <param name="count">maximum number of classes, at least 1</param>
    /// <param name="cancellation">takes effect during decoding, and before the image models run</param>
    /// <exception cref="ArgumentException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="ImageDataException">The photograph cannot be decoded or exceeds a limit, or an image model
    /// fails on it.</exception>
    /// <exception cref="OperationCanceledException">The prediction was cancelled.</exception>
    public Prediction[] PredictTop(
        ReadOnlyMemory<byte> image, int count, CancellationToken cancellation = default) =>
        Model.PredictTop(_features.Extract(image, Unnamed, cancellation), count, withFit: true);

    /// <summary>Names the most probable class of a photograph, on a thread-pool thread.</summary>
    /// <param name="image">the encoded photograph</param>
    /// <param name="cancellation">takes effect during decoding, and before the image models run</param>
    /// <exception cref="ImageDataException">The photograph cannot be decoded or exceeds a limit, or an image model
    /// fails on it.</exception>
    /// <exception cref="OperationCanceledException">The prediction was cancelled.</exception>
    public async Task<Prediction> PredictAsync(
        ReadOnlyMemory<byte> image, CancellationToken cancellation = default) =>
        Model.Predict(await ExtractAsync(image, Unnamed, cancellation).ConfigureAwait(false), withFit: true);

    /// <summary>Reads a photograph from a stream and names its most probable class, on a thread-pool
    /// thread.</summary>
    /// <param name="image">the encoded photograph, read to its end; stays open</param>
    /// <param name="cancellation">takes effect during reading and decoding, and before the image models run</param>
    /// <exception cref="ImageDataException">The photograph cannot be decoded or exceeds a limit, or an image model
    /// fails on it.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The prediction was cancelled.</exception>
    public async Task<Prediction> PredictAsync(Stream image, CancellationToken cancellation = default) =>
        Model.Predict(await ExtractAsync(image, Unnamed, cancellation).ConfigureAwait(false), withFit: true);

    /// <summary>Reads a photograph from a file and names its most probable class, on a thread-pool thread.</summary>
    /// <param name="path">the file of the photograph</param>
    /// <param name="cancellation">takes effect during reading and decoding, and before the image models run</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ImageDataException">The photograph cannot be decoded or exceeds a limit, or an image model
    /// fails on it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="OperationCanceledException">The prediction was cancelled.</exception>
    public async Task<Prediction> PredictAsync(string path, CancellationToken cancellation = default) =>
        Model.Predict(await ExtractAsync(path, cancellation).ConfigureAwait(false), withFit: true);

    /// <summary>Names the most probable classes of a photograph, best first, on a thread-pool thread.</summary>
    /// <param name="image">the encoded photograph</param>
    /// <param name="count">maximum number of classes, at least 1</param>
    /// <param name="cancellation">takes effect during decoding, and before the image models run</param>
    /// <exception cref="ArgumentException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="ImageDataException">The photograph cannot be decoded or exceeds a limit, or an image model
    /// fails on it.</exception>
    /// <exception cref="OperationCanceledException">The prediction was cancelled.</exception>
    public async Task<Prediction[]> PredictTopAsync(
        ReadOnlyMemory<byte> image, int count, CancellationToken cancellation = default) =>
        Model.PredictTop(await ExtractAsync(image, Unnamed, cancellation).ConfigureAwait(false), count, withFit: true);

    /// <summary>Reads a photograph from a stream and names its most probable classes, best first, on a thread-pool
    /// thread.</summary>
    /// <param name="image">the encoded photograph, read to its end; stays open</param>
    /// <param name="count">maximum number of classes, at least 1</param>
    /// <param name="cancellation">takes effect during reading and decoding, and before the image models run</param>
    /// <exception cref="ArgumentException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="ImageDataException">The photograph cannot be decoded or exceeds a limit, or an image model
    /// fails on it.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The prediction was cancelled.</exception>
    public async Task<Prediction[]> PredictTopAsync(
        Stream image, int count, CancellationToken cancellation = default) =>
        Model.PredictTop(await ExtractAsync(image, Unnamed, cancellation).ConfigureAwait(false), count, withFit: true);

    /// <summary>Reads a photograph from a file and names its most probable classes, best first, on a thread-pool
    /// thread.</summary>
    /// <param name="path">the file of the photograph</param>
    /// <param name="count">maximum number of classes, at least 1</param>
    /// <param name="cancellation">takes effect during reading and decoding, and before the image models run</param>
    /// <exception cref="ArgumentException">The path is empty, or <paramref name="count"/> is below 1.</exception>
    /// <exception cref="ImageDataException">The photograph cannot be decoded or exceeds a limit, or an image model
    /// fails on it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="OperationCanceledException">The prediction was cancelled.</exception>
    public async Task<Prediction[]> PredictTopAsync(
        string path, int count, CancellationToken cancellation = default) =>
        Model.PredictTop(await ExtractAsync(path, cancellation).ConfigureAwait(false), count, withFit: true);

    /// <summary>Closes the image models.</summary>
    public void Dispose() => _features.Dispose();

    private async Task<float[]> ExtractAsync(string path, CancellationToken cancellation)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
        return await ExtractAsync(file, path, cancellation).ConfigureAwait(false);
    }

    private async Task<float[]> ExtractAsync(Stream image, string name, CancellationToken cancellation)
    {
        var bytes = await EncodedStream.ReadAsync(image, _features.Limits, name, cancellation).ConfigureAwait(false);
        return await ExtractAsync(bytes, name, cancellation).ConfigureAwait(false);
    }

    private Task<float[]> ExtractAsync(ReadOnlyMemory<byte> image, string name, CancellationToken cancellation) =>
        Task.Run(() => _features.Extract(image, name, cancellation), cancellation);
}
