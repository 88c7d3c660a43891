using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>Extension methods for <see cref="MatType"/>.</summary>
internal static class MatTypeExtensions
{
    /// <summary>Gets the storage type of numbers of this type, or null if it is not a type of numbers.</summary>
    public static StorageType? Storage(this MatType type) => type switch
    {
        MatType.Int8 => StorageType.Int8,
        MatType.UInt8 or MatType.Utf8 => StorageType.UInt8,
        MatType.Int16 => StorageType.Int16,
        MatType.UInt16 or MatType.Utf16 => StorageType.UInt16,
        MatType.Int32 => StorageType.Int32,
        MatType.UInt32 or MatType.Utf32 => StorageType.UInt32,
        MatType.Int64 => StorageType.Int64,
        MatType.UInt64 => StorageType.UInt64,
        MatType.Single => StorageType.Single,
        MatType.Double => StorageType.Double,
        _ => null,
    };
}
