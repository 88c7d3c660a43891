namespace Unseen.Data.Csv;

/// <summary>Collects the problems in the cells of a table. The message lists the first ten problems, and gives the
/// number of all problems.</summary>
/// <param name="path">path of the file</param>
internal sealed class TableProblems(string path)
{
    private const int Shown = 10;
    private readonly List<string> _first = [];
    private int _count;

    /// <summary>Adds a problem.</summary>
    /// <param name="line">line of the file, counted from 1</param>
    /// <param name="place">the column, or an empty string</param>
    /// <param name="message">a sentence without a full stop</param>
    public void Add(int line, string place, string message)
    {
        if (_count++ < Shown)
            _first.Add($"line {line}{(place.Length > 0 ? $", {place}" : "")}: {message}");
    }

    /// <summary>Throws if there was a problem.</summary>
    /// <exception cref="UnseenDataException">There was a problem.</exception>
    public void ThrowIfAny()
    {
        if (_count == 0)
            return;
        throw new UnseenDataException(path, _count == 1 ? $"{_first[0]}."
            : $"{_count} problems{(_count > Shown ? $", of which the first {Shown} are" : "")}: "
                + $"{string.Join("; ", _first)}.");
    }
}
