namespace Unseen.Data.Csv;

/// <summary>The kind and name of a column.</summary>
/// <param name="Kind">what its cells contain</param>
/// <param name="Name">for a text column, one of the names in <see cref="CsvColumns"/>; for other columns, the name in
/// the header, or null</param>
internal readonly record struct TableColumn(TableColumnKind Kind, string? Name);
