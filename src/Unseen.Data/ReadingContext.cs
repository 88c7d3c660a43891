namespace Unseen.Data;

/// <summary>The options for reading the files of a dataset, and the notes that the readers make of their decisions.
/// Safe to use from several threads.</summary>
/// <param name="options">the user's options</param>
internal sealed class ReadingContext(ReadingOptions options)
{
    private readonly Lock _lock = new();
    private readonly List<string> _notes = [];

    /// <summary>Creates the context for the options of a caller.</summary>
    /// <param name="options">the options, or null for the default options</param>
    /// <param name="parameter">the name of the caller's parameter</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public static ReadingContext Create(ReadingOptions? options, string parameter) =>
        options?.Validate() is [var problem, ..] ? throw new ArgumentException(problem, parameter)
            : new ReadingContext(options ?? ReadingOptions.Default);

    /// <summary>The user's options.</summary>
    public ReadingOptions Options => options;

    /// <summary>The notes, one sentence each, in the order in which they were added.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (_lock)
                return [.. _notes];
        }
    }

    /// <summary>Adds a note about a file, unless the same note was added before.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="note">the decision, without a full stop</param>
    public void Note(string path, string note)
    {
        var sentence = $"{Path.GetFileName(path)}: {note}.";
        lock (_lock)
            if (!_notes.Contains(sentence))
                _notes.Add(sentence);
    }
}
