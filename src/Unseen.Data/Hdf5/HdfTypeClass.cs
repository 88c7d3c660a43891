namespace Unseen.Data.Hdf5;

/// <summary>The kinds of elements that this reader distinguishes.</summary>
internal enum HdfTypeClass
{
    /// <summary>Integers, floating-point numbers, booleans.</summary>
    Number,

    /// <summary>Text of a fixed length.</summary>
    Text,

    /// <summary>Text of variable length, which is stored in a heap of the file.</summary>
    VariableText,

    /// <summary>Addresses of other objects.</summary>
    Reference,

    /// <summary>Anything else.</summary>
    Other,
}
