using System.Globalization;
using Unseen.Data.Csv;
using Unseen.Data.Layouts;

namespace Unseen.Data.Loading;

/// <summary>A table of classes that may be unfinished: names, optional roles and descriptions, and attributes whose
/// cells may be empty.</summary>
/// <param name="Names">[C] names of the classes</param>
/// <param name="Roles">[C] the column "role", whose values should be "seen" or "unseen" but are not checked; null if
/// there is no such column</param>
/// <param name="Descriptions">[C] descriptions in words, or null if the table has no such column</param>
/// <param name="AttributeNames">[A] names of the columns of numbers; empty if there are none</param>
/// <param name="Values">[C][A] values of the attributes, null for a missing value</param>
/// <param name="OtherColumns">names of the columns that are not part of this record, such as an index; empty if there
/// are none</param>
public sealed record ClassTable(
    IReadOnlyList<string> Names, IReadOnlyList<string>? Roles, IReadOnlyList<string>? Descriptions,
    IReadOnlyList<string> AttributeNames, IReadOnlyList<double?[]> Values, IReadOnlyList<string> OtherColumns)
{
    /// <summary>Reads a table in any format that a dataset's table of classes can have: CSV, Excel or
    /// Parquet.</summary>
    /// <param name="path">the table, such as classes.csv</param>
    /// <exception cref="UnseenDataException">The table cannot be read or is damaged, has no column of class names,
    /// names a class twice, has attributes without names, or two attributes with the same name.</exception>
    public static ClassTable Read(string path)
    {
        var table = CsvTable.Read(path, [CsvColumns.Class, CsvColumns.Role], everyRowHasNumber: false,
            new ReadingContext(ReadingOptions.Default), allowsMissing: true);
        var names = ClassNames.Create(path, table.RequireTexts(CsvColumns.Class)).All;
        if (table.HasNumbers && table.NumberNames is null)
            throw new UnseenDataException(path, "the attributes have no names. Add a first row that names the "
                + "columns.");
        if (table.NumberNames?.GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1) is { } duplicate)
            throw new UnseenDataException(path, $"two columns are called '{duplicate.Key}'. Give every attribute a "
                + "name of its own.");
        var matrix = table.HasNumbers ? table.ToMatrix() : null;
        return new(names, table.GetTexts(CsvColumns.Role), table.GetTexts(CsvColumns.Description),
            matrix is null ? [] : table.NumberNames!,
            [.. Enumerable.Range(0, names.Count).Select(c => matrix is null ? [] : ToShortestDoubles(matrix.Row(c)))],
            table.GetNonNumberHeaders(CsvColumns.Class, CsvColumns.Role, CsvColumns.Description));
    }

    /// <summary>Determines whether a name is allowed for an attribute. The name must begin with a letter, but not with
    /// "Unnamed:". The names of text columns (such as class, role, split, image and description) and of indexes (such
    /// as id) are not allowed.</summary>
    /// <param name="name">the proposed column name</param>
    public static bool IsAttributeName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length > 0 && char.IsLetter(name[0]) && CsvColumns.Recognize(name) is null
            && !CsvColumns.IsIndexName(name) && !CsvColumns.IsUnnamed(name);
    }

    /// <summary>Converts each number through its shortest decimal text, so that 0.1f becomes 0.1 and not 0.10000000149.
    /// NaN, which means a missing value, becomes null.</summary>
    private static double?[] ToShortestDoubles(ReadOnlySpan<float> row)
    {
        var values = new double?[row.Length];
        for (var a = 0; a < row.Length; a++)
            values[a] = float.IsNaN(row[a]) ? null
                : double.Parse(row[a].ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return values;
    }
}
