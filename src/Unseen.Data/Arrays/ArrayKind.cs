namespace Unseen.Data.Arrays;

/// <summary>What the elements of a stored array are.</summary>
public enum ArrayKind
{
    /// <summary>Real numbers or logical values of any storage type.</summary>
    Number,

    /// <summary>Text: strings, rows of characters, or cells of them.</summary>
    Text,

    /// <summary>Something that cannot be read (structures, objects, complex matrices). It is listed, but reading it
    /// is an error.</summary>
    Unsupported,
}
