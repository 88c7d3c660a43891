using Unseen.Images.Backbones;
using Unseen.Images.Galleries;
using Unseen.Inference;

namespace Unseen.Extensions.Hosting;

/// <summary>A model as it was at one moment, for the time of a request: a reload in the meantime leaves it as it is,
/// and its image models stay open until the lease is disposed.</summary>
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

    /// <summary>Photographs of training to show as nearest, or null if the model's folder has none.</summary>
    public Gallery? Gallery { get; }

    /// <summary>Ends the use of the model.</summary>
    public void Dispose() => Interlocked.Exchange(ref _snapshot, null)?.Release();
}
