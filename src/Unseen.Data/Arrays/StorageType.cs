namespace Unseen.Data.Arrays;

/// <summary>The type of a number in a file.</summary>
internal enum StorageType
{
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Half,
    BFloat16,
    Single,
    Double,
}
