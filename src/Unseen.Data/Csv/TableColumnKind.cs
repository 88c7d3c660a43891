namespace Unseen.Data.Csv;

/// <summary>The kinds of columns.</summary>
internal enum TableColumnKind
{
    /// <summary>Numbers: features or descriptors.</summary>
    Number,

    /// <summary>Text, such as classes or roles.</summary>
    Text,

    /// <summary>An index of the rows, which is left out.</summary>
    Index,

    /// <summary>A column without a name or values, which is left out.</summary>
    Empty,
}
