using Unseen.Images.Backbones;
using Unseen.Images.Galleries;
using Unseen.Inference;

namespace Unseen.Extensions.Hosting;

/// <summary>One version of a model, with its image models. The image models are closed once this version is no longer
/// served and the last request that uses them has ended. Thread-safe.</summary>
/// <param name="model">the classifier</param>
/// <param name="features">the image models of the classifier, or null; the snapshot disposes them</param>
/// <param name="gallery">training photographs, or null</param>
internal sealed class ModelSnapshot(UnseenModel model, ImageFeatures? features, Gallery? gallery)
{
    private int _users = 1; // the first user is the host, until it serves another version

    public UnseenModel Model => model;

    public ImageFeatures? Features => features;

    public Gallery? Gallery => gallery;

    public DateTime Time { get; } = DateTime.UtcNow;

    /// <summary>Keeps the image models open for one more user.</summary>
    /// <returns>whether the image models are still open</returns>
    public bool TryUse()
    {
        for (var users = Volatile.Read(ref _users); users > 0;)
        {
            var before = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (before == users)
                return true;
            users = before;
        }

        return false;
    }

    /// <summary>Ends one use.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            features?.Dispose();
    }
}
