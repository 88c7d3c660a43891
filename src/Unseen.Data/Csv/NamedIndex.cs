namespace Unseen.Data.Csv;

/// <summary>Determines from the values of a column with the name of an index whether it is one.</summary>
/// <param name="name">the name, for which <see cref="CsvColumns.IsIndexName"/> is true</param>
internal sealed class NamedIndex(string name)
{
    private readonly bool _mayRepeat = CsvColumns.MayRepeat(name);
    private readonly HashSet<string> _ids = []; // as text, since float32 does not tell large numbers apart
    private int _wholeNumbers;

    /// <summary>What the values of an index with this name are, for messages.</summary>
    public string Values => _mayRepeat ? "whole numbers" : "different whole numbers";

    /// <summary>Adds the value of a row.</summary>
    public void Add(string cell, float number)
    {
        if (!float.IsInteger(number))
            return;
        _wholeNumbers++;
        if (!_mayRepeat)
            _ids.Add(cell);
    }

    /// <summary>Whether the column is an index: every row has a whole number and, unless numbers may repeat under this
    /// name, a different one.</summary>
    /// <param name="rows">number of rows of the table</param>
    public bool IsIndex(int rows) => (_mayRepeat ? _wholeNumbers : _ids.Count) == rows;
}
