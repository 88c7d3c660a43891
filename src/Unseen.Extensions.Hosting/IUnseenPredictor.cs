using Unseen.Images;
using Unseen.Inference;

namespace Unseen.Extensions.Hosting;

/// <summary>
/// Recognises classes with a model of the host. Without a key, the first model of the host is injected; with
/// <c>[FromKeyedServices("flowers")]</c>, the model of that name. Thread-safe. In tests, use your own
/// implementation.
/// </summary>
public interface IUnseenPredictor
{
    /// <summary>The name of the model in the host.</summary>
    string Name { get; }

    /// <summary>The current model. It is replaced when its file changes, so do not keep a reference for longer than one
    /// request.</summary>
    UnseenModel Model { get; }

    /// <summary>Whether the model takes photographs; if false, it was trained on features and takes only
    /// these.</summary>
    bool TakesImages { get; }

    /// <summary>Predicts the most probable class from features. After the first calls, this method allocates nothing
    /// unless traces are collected.</summary>
    /// <param name="features">[D] raw features of one image, every value finite</param>
    /// <param name="withFit">whether to compute <see cref="Prediction.Fit"/>, which <see cref="Prediction.IsKnown"/>
    /// needs; default false. Photographs always have it</param>
    /// <exception cref="ArgumentException">The length is wrong, or a feature is not finite or too large for finite
    /// scores.</exception>
    Prediction Predict(ReadOnlyMemory<float> features, bool withFit = false);

    /// <summary>Predicts the most probable classes from features, best first.</summary>
    /// <param name="features">[D] raw features of one image, every value finite</param>
    /// <param name="count">maximum number of classes, at least 1</param>
    /// <param name="withFit">whether to compute <see cref="Prediction.Fit"/>, which <see cref="Prediction.IsKnown"/>
    /// needs; default false. Photographs always have it</param>
    /// <returns>as many predictions as <paramref name="count"/>, or one for each class if there are fewer
    /// classes</returns>
    /// <exception cref="ArgumentException">The length is wrong, a feature is not finite or too large for finite
    /// scores, or <paramref name="count"/> is below 1.</exception>
    Prediction[] PredictTop(ReadOnlyMemory<float> features, int count, bool withFit = false);

    /// <summary>Predicts the most probable classes of a photograph, best first, on a thread-pool thread.</summary>
    /// <param name="image">the encoded photograph</param>
    /// <param name="count">maximum number of classes, at least 1</param>
    /// <param name="cancellation">takes effect during decoding, and before the image models run</param>
    /// <exception cref="ArgumentException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">The model takes no photographs.</exception>
    /// <exception cref="ImageDataException">The photograph cannot be decoded or exceeds a limit, or an image model
    /// fails on it.</exception>
    /// <exception cref="ObjectDisposedException">The host has stopped.</exception>
    /// <exception cref="OperationCanceledException">The prediction was cancelled.</exception>
    Task<Prediction[]> PredictTopAsync(
        ReadOnlyMemory<byte> image, int count, CancellationToken cancellation = default);

    /// <summary>Predicts the most probable classes of a photograph in a stream, best first, on a thread-pool
    /// thread.</summary>
    /// <param name="image">the encoded photograph, read to its end; stays open</param>
    /// <param name="count">maximum number of classes, at least 1</param>
    /// <param name="cancellation">takes effect during reading and decoding, and before the image models run</param>
    /// <exception cref="ArgumentException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">The model takes no photographs.</exception>
    /// <exception cref="ImageDataException">The photograph cannot be decoded or exceeds a limit, or an image model
    /// fails on it.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The host has stopped.</exception>
    /// <exception cref="OperationCanceledException">The prediction was cancelled.</exception>
    Task<Prediction[]> PredictTopAsync(Stream image, int count, CancellationToken cancellation = default);
}
