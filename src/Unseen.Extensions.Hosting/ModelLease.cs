using Unseen.Images.Backbones;
using Unseen.Images.Galleries;
using Unseen.Inference;

namespace Unseen.Extensions.Hosting;

/// <summary>One version of a model, for the duration of a request. A reload does not change this version. Its image
/// models stay open until the lease is disposed. Thread-safe.</summary>
public sealed class ModelLease : IDisposable
{
    private ModelSnapshot? _snapshot;

    internal ModelLease(ModelSnapshot snapshot)
    {
        _snapshot = snapshot;
        (Model, Features, Gallery) = (snapshot.Model, snapshot.Features, snapshot.Gallery);
    }

    /// <summary>The classifier.</summary>
    public UnseenModel Model { get; }

    /// <summary>The image models, or null if the classifier was trained on features. Do not dispose them.</summary>
    public ImageFeatures? Features { get; }

    /// <summary>The training photographs that can be shown as the most similar to a photograph, or null if the model's
    /// folder has none.</summary>
    public Gallery? Gallery { get; }

    /// <summary>Releases the model.</summary>
    public void Dispose() => Interlocked.Exchange(ref _snapshot, null)?.Release();
}
