namespace Unseen.Data.Csv;

/// <summary>Collects the problems in the cells of a table. The message lists the first ten problems, and gives the
/// number of all problems. If all of them are thousands separators, it lists only the first.</summary>
/// <param name="path">path of the file</param>
internal sealed class TableProblems(string path)
{
    private const int Shown = 10;
    private readonly List<string> _first = [];
    private int _count;
    private int _exports; // number of the problems that another export of the table solves

    /// <summary>Adds a problem.</summary>
    /// <param name="line">line of the file, counted from 1</param>
    /// <param name="place">the column, or an empty string</param>
    /// <param name="message">a sentence without a full stop</param>
    /// <param name="isExport">whether the table was exported in a wrong form, so that many of its fields have the same
    /// problem; default false</param>
    public void Add(int line, string place, string message, bool isExport = false)
    {
        _exports += isExport ? 1 : 0;
        if (_count++ < Shown)
            _first.Add($"line {line}{(place.Length > 0 ? $", {place}" : "")}: {message}");
    }

    /// <summary>Throws if there was a problem.</summary>
    /// <exception cref="UnseenDataException">There was a problem.</exception>
    public void ThrowIfAny()
    {
        if (_count == 0)
            return;
        if (_count > 1 && _exports == _count)
            throw new UnseenDataException(path, $"{_first[0]}. The same is true of {_count - 1} other "
                + $"{(_count == 2 ? "field" : "fields")}.");
        throw new UnseenDataException(path, _count == 1 ? $"{_first[0]}."
            : $"{_count} problems{(_count > Shown ? $", of which the first {Shown} are" : "")}: "
                + $"{string.Join("; ", _first)}.");
    }
}
