using System.Globalization;
using System.Text.Json.Nodes;

namespace Unseen.Checkpoints;

/// <summary>The latest two checkpoints of a run.</summary>
internal sealed class CheckpointFolder(string folder)
{
    private const string Prefix = "checkpoint-";
    private const string Extension = ".unseen";
    private const int Kept = 2;

    private readonly List<string> _damaged = [];
    private int _last = -1;

    /// <summary>Opens the latest checkpoint that is whole.</summary>
    /// <param name="warn">told of those that are not</param>
    /// <returns>the checkpoint, or null if there is none at all</returns>
    /// <exception cref="CheckpointException">There are checkpoints, but none is whole.</exception>
    public CheckpointFile? OpenLatest(Action<string>? warn)
    {
        DeleteUnfinished();
        CheckpointException? damaged = null;
        foreach (var (number, path) in Files().Reverse())
        {
            _last = Math.Max(_last, number);
            try
            {
                return CheckpointFile.Open(path);
            }
            catch (CheckpointException exception)
            {
                damaged = exception;
                _damaged.Add(path);
                warn?.Invoke($"{exception.Message} The one before it is used.");
            }
        }

        return damaged is null ? null
            : throw new CheckpointException(
            folder, "the folder", "one with a whole checkpoint", "without any", damaged);
    }

    /// <summary>Writes the next checkpoint, and deletes those that are older than the one before it.</summary>
    /// <exception cref="IOException">It cannot be written; the others are as they were.</exception>
    public void Write(JsonObject identity, SavedState state)
    {
        if (_last < 0)
            _last = Files().Select(file => file.Number).DefaultIfEmpty(0).Max();
        try
        {
            AtomicFile.Write(PathOf(_last + 1), stream => CheckpointFile.Write(stream, identity, state));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{folder}: the next checkpoint must be written, but was not: {exception.Message.TrimEnd('.')}. "
                + $"{(_last == 0 ? "There is none before it" : "The one before it is kept")}.", exception);
        }

        _last++;
        _damaged.ForEach(File.Delete); // or one would count as one of those that are kept
        _damaged.Clear();
        foreach (var (_, path) in Files().SkipLast(Kept))
            File.Delete(path);
    }

    /// <summary>Makes the folder, without any checkpoint in it.</summary>
    public void Clear()
    {
        Directory.CreateDirectory(folder);
        DeleteUnfinished();
        foreach (var (_, path) in Files())
            File.Delete(path);
    }

    /// <summary>Deletes what a process that was killed while it wrote has left: each may be as large as a
    /// checkpoint.</summary>
    private void DeleteUnfinished() =>
        AtomicFile.DeleteAbandoned(folder, name => name.StartsWith(Prefix, StringComparison.Ordinal));

    private string PathOf(int number) =>
        Path.Combine(folder, $"{Prefix}{number.ToString("D6", CultureInfo.InvariantCulture)}{Extension}");

    private (int Number, string Path)[] Files() => !Directory.Exists(folder) ? [] :
    [
        .. from path in Directory.EnumerateFiles(folder, $"{Prefix}*{Extension}")
           let digits = Path.GetFileNameWithoutExtension(path)[Prefix.Length..]
           where int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _)
           let number = int.Parse(digits, CultureInfo.InvariantCulture)
           orderby number
           select (number, path),
    ];
}
