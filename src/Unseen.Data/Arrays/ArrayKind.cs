namespace Unseen.Data.Arrays;

/// <summary>What the elements of a stored array are.</summary>
public enum ArrayKind
{
    /// <summary>Real numbers or logical values of any storage type.</summary>
    Number,

    /// <summary>Text: strings, rows of characters, or cells of them.</summary>
    Text,

    /// <summary>Something that cannot be read here (structures, objects, complex matrices): listed, but an error
    /// when asked for.</summary>
    Unsupported,
}
