using System.Globalization;
using Unseen.Data.Csv;
using Unseen.Data.Layouts;

namespace Unseen.Data.Loading;

/// <summary>A table of classes as a person writes it: names, perhaps roles and descriptions in words, and attributes of
/// which some may still be missing.</summary>
/// <param name="Names">[C] names of the classes</param>
/// <param name="Roles">[C] "seen" or "unseen", or null if the table has no such column</param>
/// <param name="Descriptions">[C] descriptions in words, or null if the table has no such column</param>
/// <param name="AttributeNames">[A] names of the columns of numbers; empty if there are none</param>
/// <param name="Values">[C][A] their values, null for an empty cell</param>
public sealed record ClassTable(
    IReadOnlyList<string> Names, IReadOnlyList<string>? Roles, IReadOnlyList<string>? Descriptions,
    IReadOnlyList<string> AttributeNames, IReadOnlyList<double?[]> Values)
{
    /// <summary>Reads a table in any form that a dataset's may have.</summary>
    /// <param name="path">the table, such as classes.csv</param>
    /// <exception cref="UnseenDataException">The table is damaged, names no classes, or has attributes without
    /// names.</exception>
    public static ClassTable Read(string path)
    {
        var table = CsvTable.Read(path, [CsvColumns.Class, CsvColumns.Role], hasNumbers: false,
            new ReadingContext(ReadingOptions.Default), allowsMissing: true);
        var names = ClassNames.Create(path, table.RequireTexts(CsvColumns.Class)).All;
        if (table.HasNumbers && table.NumberNames is null)
            throw new UnseenDataException(path, "the attributes have no names. Add a first row that names the "
                + "columns.");
        if (table.NumberNames?.GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UnseenDataException(path, $"two columns are called '{twice.Key}'. Give every attribute a "
                + "name of its own.");
        var matrix = table.HasNumbers ? table.ToMatrix() : null;
        return new(names, table.Texts(CsvColumns.Role), table.Texts(CsvColumns.Description),
            matrix is null ? [] : table.NumberNames!,
            [.. Enumerable.Range(0, names.Count).Select(c => matrix is null ? [] : Exact(matrix.Row(c)))]);
    }

    /// <summary>Whether a table's header can name an attribute so; some names mean the class, its role and the like.
    /// </summary>
    /// <param name="name">a name</param>
    public static bool CanNameAttribute(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length > 0 && char.IsLetter(name[0]) && CsvColumns.Of(name) is null;
    }

    /// <summary>The numbers that were written, not those that they were rounded to in single precision.</summary>
    private static double?[] Exact(ReadOnlySpan<float> row)
    {
        var values = new double?[row.Length];
        for (var a = 0; a < row.Length; a++)
            values[a] = float.IsNaN(row[a]) ? null
                : double.Parse(row[a].ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return values;
    }
}
