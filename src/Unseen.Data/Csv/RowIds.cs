using System.Globalization;

namespace Unseen.Data.Csv;

/// <summary>The column of a table that identifies its rows, such as "id" or the index that pandas writes.</summary>
/// <param name="Name">name of the column in the header; empty if it has none</param>
/// <param name="Values">the values, all different whole numbers; [Rows]</param>
internal sealed record RowIds(string Name, decimal[] Values)
{
    /// <summary>Whether the values only count the rows, from 0 or 1.</summary>
    public bool CountsRows => Values[0] is 0 or 1 && Values.Index().All(value => value.Item == Values[0] + value.Index);

    /// <summary>The column for messages, such as "column 'id'".</summary>
    public string Description => Name.Length == 0 ? "the column without a name" : $"column '{Name}'";

    /// <summary>Creates the column from its cells; returns null if they are not different whole numbers.</summary>
    /// <param name="name">name of the column in the header; empty if it has none</param>
    /// <param name="cells">the cells; [Rows]</param>
    public static RowIds? Create(string name, IReadOnlyList<string> cells)
    {
        var values = new decimal[cells.Count];
        for (var row = 0; row < values.Length; row++)
            if (!TryParse(cells[row], out values[row]))
                return null;
        return values.Length > 0 && values.Distinct().Count() == values.Length ? new(name, values) : null;
    }

    /// <summary>Reads a whole number, which may be written as "1.0" or "1e3".</summary>
    public static bool TryParse(string cell, out decimal number) =>
        decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
        && decimal.IsInteger(number);
}
