using System.Globalization;
using System.Text.Json.Nodes;

namespace Unseen.Checkpoints;

/// <summary>A folder with the latest two checkpoints of a run.</summary>
internal sealed class CheckpointFolder(string folder)
{
    private const string Prefix = "checkpoint-";
    private const string Extension = ".unseen";
    private const int MaxKept = 2;

    private readonly List<string> _damaged = [];
    private int _last = -1;

    /// <summary>Opens the latest usable checkpoint.</summary>
    /// <param name="warn">receives a message about each newer checkpoint that cannot be used; null for no
    /// messages</param>
    /// <returns>the checkpoint, or null if the folder has none</returns>
    /// <exception cref="CheckpointException">The folder has checkpoints, but each of them is damaged, unreadable or of
    /// an earlier version.</exception>
    public CheckpointFile? OpenLatest(Action<string>? warn)
    {
        DeleteUnfinished();
        List<CheckpointException> unusable = [];
        foreach (var (number, path) in Files().Reverse())
        {
            _last = Math.Max(_last, number);
            try
            {
                var file = CheckpointFile.Open(path);
                foreach (var exception in unusable)
                    warn?.Invoke($"{exception.Message} An earlier one is used.");
                return file;
            }
            catch (CheckpointException exception)
            {
                unusable.Add(exception);
                if (!IsUnreadable(exception))
                    _damaged.Add(path);
            }
        }

        if (unusable.Count == 0)
            return null;
        throw unusable.Find(IsUnreadable) is { } unreadable
            ? new CheckpointException($"{unreadable.Message} Try again when it can be read.", unreadable)
            : unusable.Find(exception => exception.IsOfEarlierVersion) ?? new CheckpointException(
                $"{folder} has no undamaged checkpoint, so the run cannot continue. Start it again with --overwrite.",
                unusable[^1]);
    }

    /// <summary>Writes the next checkpoint, and deletes all earlier checkpoints except the latest of them.</summary>
    /// <exception cref="IOException">The checkpoint cannot be written, and the earlier ones are unchanged; or an old
    /// checkpoint cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied to an old checkpoint that must be
    /// deleted.</exception>
    public void Write(JsonObject identity, SavedState state)
    {
        if (_last < 0)
            _last = Files().Select(file => file.Number).DefaultIfEmpty(0).Max();
        try
        {
            AtomicFile.Write(GetPath(_last + 1), stream => CheckpointFile.Write(stream, identity, state));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{folder}: the next checkpoint could not be written: {FailureReason.Describe(exception)}. "
                    + $"{(_last == 0 ? "There is no earlier one" : "The one before it is kept")}.", exception);
        }

        _last++;
        _damaged.ForEach(File.Delete); // otherwise a damaged file would count as one of the two to keep
        _damaged.Clear();
        foreach (var (_, path) in Files().SkipLast(MaxKept))
            File.Delete(path);
    }

    /// <summary>Creates the folder if necessary, and deletes all checkpoints in it.</summary>
    public void Clear()
    {
        Directory.CreateDirectory(folder);
        DeleteUnfinished();
        foreach (var (_, path) in Files())
            File.Delete(path);
    }

    /// <summary>Deletes temporary files of killed processes, which can be as large as a checkpoint.</summary>
    private void DeleteUnfinished() =>
        AtomicFile.DeleteAbandoned(folder, name => name.StartsWith(Prefix, StringComparison.Ordinal));

    /// <summary>Determines whether a checkpoint could not be read, for example because access to it is denied. It may
    /// be undamaged.</summary>
    private static bool IsUnreadable(CheckpointException exception) =>
        exception.InnerException is UnauthorizedAccessException or IOException and not EndOfStreamException;

    private string GetPath(int number) =>
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
