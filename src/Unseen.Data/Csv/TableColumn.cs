namespace Unseen.Data.Csv;

/// <summary>The kind and name of a column.</summary>
/// <param name="Kind">what its cells are</param>
/// <param name="Name">for text, which of <see cref="CsvColumns"/>; for all others the name in the header, if there is
/// one</param>
internal readonly record struct TableColumn(TableColumnKind Kind, string? Name);
