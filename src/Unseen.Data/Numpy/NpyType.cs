using System.Globalization;
using Unseen.Data.Arrays;

namespace Unseen.Data.Numpy;

/// <summary>The element type of a .npy array, such as <c>&lt;f4</c>, <c>|b1</c> or <c>&gt;U13</c>.</summary>
/// <param name="Kind">NumPy's letter: b logical, i signed integers, u unsigned integers, f floating-point, U unicode, S
/// bytes</param>
/// <param name="Size">number of bytes of an element; for U, number of characters of 4 bytes each</param>
/// <param name="BigEndian">whether the most significant byte comes first</param>
internal readonly record struct NpyType(char Kind, int Size, bool BigEndian)
{
    private const int MaxTextSize = 1 << 20; // in the unit of Size

    /// <summary>Little-endian float32.</summary>
    public static NpyType Single => new('f', 4, BigEndian: false);

    /// <summary>Little-endian int32.</summary>
    public static NpyType Int32 => new('i', 4, BigEndian: false);

    /// <summary>Python objects, pickled.</summary>
    public static NpyType Objects => new('O', 0, BigEndian: false);

    /// <summary>Any other type, such as records.</summary>
    public static NpyType Other => new('V', 0, BigEndian: false);

    /// <summary>Whether the elements are text.</summary>
    public bool IsText => Kind is 'U' or 'S';

    /// <summary>The number of bytes of one element.</summary>
    public int ElementBytes => Kind == 'U' ? 4 * Size : Size;

    /// <summary>The type of the numbers in the file; null for text and for types that are not supported.</summary>
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

    /// <summary>Parses the type in a header.</summary>
    public static NpyType Parse(string descr)
    {
        if (descr == "|O")
            return Objects;
        if (descr[0] is not ('<' or '>' or '|' or '=')
            || !int.TryParse(descr.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            return Other with { Kind = descr.Length > 1 && char.IsAsciiLetter(descr[1]) ? descr[1] : Other.Kind };
        var type = new NpyType(descr[1], size, BigEndian: descr[0] == '>');
        return type.IsText && size > MaxTextSize ? Other : type;
    }

    /// <summary>The type in words, for messages.</summary>
    public string Words => Kind switch
    {
        'O' => ArrayFile.Pickled,
        'c' => "complex numbers",
        'M' or 'm' => "dates or times",
        'V' => "records",
        'f' or 'g' when Storage is null => "floating-point numbers of more than 8 bytes",
        _ => ToString(),
    };

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{(ElementBytes == 1 ? '|' : BigEndian ? '>' : '<')}{Kind}{Size}");
}
