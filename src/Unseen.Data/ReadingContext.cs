namespace Unseen.Data;

/// <summary>The options for reading the files of a dataset, and notes of what the readers decided. Safe to use from
/// several threads.</summary>
/// <param name="options">what the user decided</param>
internal sealed class ReadingContext(ReadingOptions options)
{
    private readonly Lock _lock = new();
    private readonly List<string> _notes = [];

    /// <summary>What the user decided.</summary>
    public ReadingOptions Options => options;

    /// <summary>Sentences about what was decided, in the order in which they came.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (_lock)
                return [.. _notes];
        }
    }

    /// <summary>Adds a sentence about a file, unless it is there already.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="note">what was decided, without a full stop</param>
    public void Note(string path, string note)
    {
        var sentence = $"{Path.GetFileName(path)}: {note}.";
        lock (_lock)
            if (!_notes.Contains(sentence))
                _notes.Add(sentence);
    }
}
