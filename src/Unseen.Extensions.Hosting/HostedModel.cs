using System.Diagnostics;
using Unseen.Extensions.Hosting.Telemetry;
using Unseen.Images.Backbones;
using Unseen.Images.Decoding;
using Unseen.Images.Galleries;
using Unseen.Inference;

namespace Unseen.Extensions.Hosting;

/// <summary>
/// A named model of a host. Each request uses one version of the model throughout. Once a changed model file is loaded,
/// later requests use the new version. Thread-safe.
/// </summary>
public sealed class HostedModel : IUnseenPredictor
{
    private const string Unnamed = "the photograph";
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(10);
    private readonly PredictionMeter _meter;
    private readonly BackbonePool _pool;
    private readonly ImageLimits _limits;
    private readonly string _file;
    private readonly Lock _change = new();
    private volatile ModelSnapshot _current;
    private volatile ModelRefusal? _refusal;
    private FileState _state;
    private long _refused; // timestamp of the last refusal

    /// <summary>Loads the model, and runs its image models once.</summary>
    internal HostedModel(string name, UnseenModelOptions options, PredictionMeter meter, BackbonePool pool)
    {
        (Name, Options, _meter, _pool) = (name, options, meter, pool);
        _limits = new ImageLimits { MaxBytes = options.MaxImageBytes, MaxPixels = options.MaxPixels };
        _file = Directory.Exists(options.Path) ? Path.Combine(options.Path, UnseenModel.FileName) : options.Path;
        Folder = Path.GetDirectoryName(Path.GetFullPath(_file))!;
        _state = FileState.Read(_file);
        _current = Load();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The folder of the model's file.</summary>
    public string Folder { get; }

    /// <summary>When the model was last loaded, or changed by <see cref="Change"/>, in UTC.</summary>
    public DateTime LastChanged => _current.Time;

    /// <summary>Why the current file is not served, or null if it is served.</summary>
    public ModelRefusal? Refusal => _refusal;

    /// <inheritdoc/>
    public UnseenModel Model => _current.Model;

    /// <inheritdoc/>
    public bool TakesImages => _current.Features is not null;

    internal UnseenModelOptions Options { get; }

    /// <inheritdoc/>
    public Prediction Predict(ReadOnlyMemory<float> features, bool withFit = false)
    {
        Prediction best = default;
        Fill(_current.Model, features.Span, new Span<Prediction>(ref best), withFit);
        return best;
    }

    /// <inheritdoc/>
    public Prediction[] PredictTop(ReadOnlyMemory<float> features, int count, bool withFit = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var model = _current.Model;
        var top = new Prediction[Math.Min(count, model.ClassNames.Count)];
        Fill(model, features.Span, top, withFit);
        return top;
    }

    /// <inheritdoc/>
    public Task<Prediction[]> PredictTopAsync(
        ReadOnlyMemory<byte> image, int count, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Task.Run(() => PredictTop(image, count, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public async Task<Prediction[]> PredictTopAsync(
        Stream image, int count, CancellationToken cancellation = default) => await PredictTopAsync(
            await EncodedStream.ReadAsync(image, _limits, Unnamed, cancellation).ConfigureAwait(false), count,
            cancellation).ConfigureAwait(false);

    /// <summary>Takes the current version of the model for the duration of a request. The caller disposes the
    /// lease.</summary>
    /// <exception cref="ObjectDisposedException">The host has stopped.</exception>
    public ModelLease Lease()
    {
        while (true)
        {
            var snapshot = _current;
            if (snapshot.TryUse())
                return new ModelLease(snapshot);
            // Either another snapshot has just replaced this one, or the host has stopped.
            ObjectDisposedException.ThrowIf(snapshot == _current, this);
        }
    }

    /// <summary>Changes the model. The file is written before the new model is served.</summary>
    /// <param name="change">creates the new model, with the same image models, from the current model. If this function
    /// throws an exception, the model is not changed</param>
    /// <returns>the new model</returns>
    /// <exception cref="ModelFileException">The served model is not the current content of the file: the file was
    /// removed, was replaced and is not loaded yet, or cannot be loaded. The model is not changed.</exception>
    /// <exception cref="IOException">The file cannot be written. The model is not changed.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied. The model is not
    /// changed.</exception>
    public UnseenModel Change(Func<UnseenModel, UnseenModel> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_change)
        {
            var changed = change(_current.Model);
            var features = Features(changed); // before the file is written, since this can fail
            try
            {
                _state = AtomicFile.Write(_file, stream =>
                {
                    changed.Write(stream);
                    RequireServedFile(); // at the last moment before the file is replaced
                });
            }
            catch
            {
                features?.Dispose();
                throw;
            }

            Replace(new ModelSnapshot(changed, features, _current.Gallery));
            return changed;
        }
    }

    /// <summary>Begins to measure the recognition of one sample with a lease.</summary>
    internal PredictionMeter.Measurement Measure(bool isImage) => _meter.Begin(Name, isImage);

    /// <summary>Loads the file again if it has changed. If that fails, the previous model is still served, and loading
    /// is tried again after ten intervals, at most 10 seconds: another file of the model may arrive later.</summary>
    /// <returns>whether the changed file is served now; null if nothing has changed, or the file is missing or
    /// empty</returns>
    internal bool? Reload()
    {
        lock (_change)
        {
            var state = FileState.Read(_file);
            var isRetry = state == _state;
            if (state.Length == 0 || (isRetry && !IsRetryDue()))
                return null;
            _state = state;
            var before = _refusal;
            try
            {
                Replace(Load());
            }
            catch (Exception exception) // no problem of a file may end the service
            {
                _refusal = new ModelRefusal(before?.Since ?? DateTime.UtcNow, exception.Message);
                _refused = Stopwatch.GetTimestamp();
                if (isRetry && _refusal == before)
                    return null;
            }

            _meter.Reloaded(Name, _refusal is null);
            return _refusal is null;
        }
    }

    /// <summary>Closes the image models once the requests that use them have ended.</summary>
    internal void Close() => _current.Release();

    private bool IsRetryDue()
    {
        var pause = 10 * Options.ReloadInterval;
        return _refusal is not null
            && Stopwatch.GetElapsedTime(_refused) >= (pause < _longestPause ? pause : _longestPause);
    }

    private void Replace(ModelSnapshot snapshot)
    {
        var before = _current;
        _current = snapshot;
        _refusal = null;
        before.Release();
    }

    /// <summary>Throws if the file has changed since it was loaded, or could not be loaded. Replacing such a file would
    /// lose its content.</summary>
    private void RequireServedFile()
    {
        if (FileState.Read(_file) != _state)
            throw new ModelFileException(_file, "the model's file was replaced or removed, so nothing was changed. Try "
                + "again when it has been loaded.");
        if (_refusal is not null)
            throw new ModelFileException(_file, "the model's file was replaced by one that cannot be loaded, so "
                + "nothing was changed; the service's log says why.");
    }

    private ModelSnapshot Load()
    {
        var model = UnseenModel.Load(_file);
        var gallery = Gallery.Load(Folder);
        if (gallery?.Width != model.FeatureWidth)
            gallery = null; // it belongs to another model in the folder
        return new ModelSnapshot(model, Features(model), gallery);
    }

    private ImageFeatures? Features(UnseenModel model) => ImageFeatures.GetDescriptions(model, _file) is null ? null
        : ImageFeatures.CreateFor(model, Folder, _limits, _file, _pool);

    private void Fill(UnseenModel model, ReadOnlySpan<float> features, Span<Prediction> top, bool withFit)
    {
        var measurement = Measure(isImage: false);
        try
        {
            model.PredictTop(features, top, withFit: withFit);
            measurement.End();
        }
        catch (Exception exception)
        {
            measurement.End(exception);
            throw;
        }
    }

    private Prediction[] PredictTop(ReadOnlyMemory<byte> image, int count, CancellationToken cancellation)
    {
        using var lease = Lease();
        if (lease.Features is not { } imageModels)
            throw new InvalidOperationException(
                $"The model '{Name}' was trained on features, and takes no photographs. Give it features.");
        var measurement = Measure(isImage: true);
        try
        {
            var top = lease.Model.PredictTop(imageModels.Extract(image, Unnamed, cancellation), count,
                withFit: true);
            measurement.End();
            return top;
        }
        catch (Exception exception)
        {
            measurement.End(exception);
            throw;
        }
    }
}
