namespace Unseen.Data.Csv;

/// <summary>What the cells of a column are.</summary>
internal enum TableColumnKind
{
    /// <summary>Numbers: features or descriptors.</summary>
    Number,

    /// <summary>Text: classes, roles and the like.</summary>
    Text,

    /// <summary>Whole numbers that count the rows, left out.</summary>
    Index,

    /// <summary>Nothing: a column without name and values.</summary>
    Empty,
}
