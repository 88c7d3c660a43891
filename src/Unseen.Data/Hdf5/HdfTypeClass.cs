namespace Unseen.Data.Hdf5;

/// <summary>Kinds of elements that are told apart here.</summary>
internal enum HdfTypeClass
{
    /// <summary>Integers, floating-point numbers, booleans.</summary>
    Number,

    /// <summary>Text of one length.</summary>
    Text,

    /// <summary>Text of any length, which lies in a heap of the file.</summary>
    VariableText,

    /// <summary>Addresses of other objects.</summary>
    Reference,

    /// <summary>Anything else.</summary>
    Other,
}
