namespace Unseen.Data.Csv;

/// <summary>The kinds of columns.</summary>
internal enum TableColumnKind
{
    /// <summary>Numbers: features or descriptors.</summary>
    Number,

    /// <summary>Text: classes, roles and the like.</summary>
    Text,

    /// <summary>Whole numbers that count the rows; left out.</summary>
    Index,

    /// <summary>An empty column, without name and values.</summary>
    Empty,
}
