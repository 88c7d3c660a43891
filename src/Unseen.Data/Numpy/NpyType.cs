using System.Globalization;
using Unseen.Data.Arrays;

namespace Unseen.Data.Numpy;

/// <summary>Element type of a .npy array, such as <c>&lt;f4</c>, <c>|b1</c> or <c>&gt;U13</c>.</summary>
/// <param name="Kind">NumPy's letter: b logical, i and u integers, f floating-point, U unicode, S bytes</param>
/// <param name="Size">bytes of an element; for U its characters, of 4 bytes each</param>
/// <param name="BigEndian">whether the most significant byte comes first</param>
internal readonly record struct NpyType(char Kind, int Size, bool BigEndian)
{
    private const int MaxTextBytes = 1 << 20;

    /// <summary>Little-endian float32.</summary>
    public static NpyType Single => new('f', 4, BigEndian: false);

    /// <summary>Little-endian int32.</summary>
    public static NpyType Int32 => new('i', 4, BigEndian: false);

    /// <summary>Whether elements are text.</summary>
    public bool IsText => Kind is 'U' or 'S';

    /// <summary>Bytes of one element.</summary>
    public int ElementBytes => Kind == 'U' ? 4 * Size : Size;

    /// <summary>How a number lies in the file; text has none.</summary>
    public StorageType? Storage => (Kind, Size) switch
    {
        ('b' or 'u', 1) => StorageType.UInt8,
        ('i', 1) => StorageType.Int8,
        ('i', 2) => StorageType.Int16,
        ('u', 2) => StorageType.UInt16,
        ('i', 4) => StorageType.Int32,
        ('u', 4) => StorageType.UInt32,
        ('i', 8) => StorageType.Int64,
        ('u', 8) => StorageType.UInt64,
        ('f', 2) => StorageType.Half,
        ('f', 4) => StorageType.Single,
        ('f', 8) => StorageType.Double,
        _ => null,
    };

    /// <summary>Reads the header's words; null for a type that is neither number nor text.</summary>
    public static NpyType? Parse(string descr)
    {
        if (descr[0] is not ('<' or '>' or '|' or '=')
            || !int.TryParse(descr.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            return null;
        var type = new NpyType(descr[1], size, BigEndian: descr[0] == '>');
        return type.Storage is not null || (type.IsText && size <= MaxTextBytes) ? type : null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{(ElementBytes == 1 ? '|' : BigEndian ? '>' : '<')}{Kind}{Size}");
}
