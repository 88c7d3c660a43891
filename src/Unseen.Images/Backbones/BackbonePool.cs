namespace Unseen.Images.Backbones;

/// <summary>
/// Image models that several trained models share. Each image model is in memory once, and is closed when the last
/// <see cref="ImageFeatures"/> that uses it is disposed. Thread-safe.
/// </summary>
public sealed class BackbonePool
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];

    /// <summary>The number of image models that are open.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>Gets the image model of a description, and opens it if it is not open yet. Each call requires one call
    /// of <see cref="Return"/>.</summary>
    internal Backbone Rent(BackboneDescription description, string folder)
    {
        lock (_lock)
        {
            // Models are identified by the content of the file, not by its name.
            var entry = _entries.Find(one => one.Description with { File = description.File } == description);
            if (entry is null)
                _entries.Add(entry = new Entry(description, ImageFeatures.Open(description, folder)));
            entry.Users++;
            return entry.Backbone;
        }
    }

    /// <summary>Returns an image model, and closes it if no other trained model uses it.</summary>
    internal void Return(Backbone backbone)
    {
        lock (_lock)
        {
            var entry = _entries.Find(one => one.Backbone == backbone);
            if (entry is null || --entry.Users > 0)
                return;
            _entries.Remove(entry);
            backbone.Dispose();
        }
    }

    private sealed class Entry(BackboneDescription description, Backbone backbone)
    {
        public BackboneDescription Description => description;

        public Backbone Backbone => backbone;

        public int Users { get; set; }
    }
}
