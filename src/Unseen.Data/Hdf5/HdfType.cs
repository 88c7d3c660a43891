using Unseen.Data.Arrays;

namespace Unseen.Data.Hdf5;

/// <summary>The type of the elements of a dataset or attribute.</summary>
/// <param name="Class">the kind of element</param>
/// <param name="Size">the number of bytes of an element</param>
/// <param name="Storage">how a number is stored; null for other elements and for unsupported kinds of numbers</param>
/// <param name="BigEndian">whether the most significant byte of a number comes first</param>
internal sealed record HdfType(HdfTypeClass Class, int Size, StorageType? Storage, bool BigEndian)
{
    private const int Enumeration = 8; // how h5py stores booleans

    /// <summary>Whether the elements are numbers of a supported kind.</summary>
    public bool IsNumber => Storage is not null;

    /// <summary>Reads the body of a data type message.</summary>
    /// <exception cref="InvalidDataException">The message is damaged.</exception>
    public static HdfType Read(HdfBytes body)
    {
        var start = body.Byte();
        var bits = (uint)body.UInt(3);
        var size = body.UInt32();
        if (size is 0 or > int.MaxValue)
            throw new InvalidDataException($"elements of {size} bytes are not possible");
        var bigEndian = (bits & 1) != 0;
        return (start & 0xF) switch
        {
            0 => new(HdfTypeClass.Number, (int)size, Integer(body, size, (bits & 8) != 0), bigEndian),
            1 => new(HdfTypeClass.Number, (int)size, (bits & 0x40) != 0 ? null : Float(body, size), bigEndian),
            3 => new(HdfTypeClass.Text, (int)size, null, false),
            7 => new(HdfTypeClass.Reference, (int)size, null, false),
            Enumeration => Read(body) is { IsNumber: true } whole && whole.Size == size ? whole
                : new(HdfTypeClass.Other, (int)size, null, false),
            9 => new((bits & 0xF) == 1 ? HdfTypeClass.VariableText : HdfTypeClass.Other, (int)size, null, false),
            _ => new(HdfTypeClass.Other, (int)size, null, false),
        };
    }

    private static StorageType? Integer(HdfBytes body, uint size, bool isSigned)
    {
        var isWhole = body.UInt16() == 0 && body.UInt16() == 8 * size;
        return (isWhole, size, isSigned) switch
        {
            (true, 1, true) => StorageType.Int8,
            (true, 1, false) => StorageType.UInt8,
            (true, 2, true) => StorageType.Int16,
            (true, 2, false) => StorageType.UInt16,
            (true, 4, true) => StorageType.Int32,
            (true, 4, false) => StorageType.UInt32,
            (true, 8, true) => StorageType.Int64,
            (true, 8, false) => StorageType.UInt64,
            _ => null,
        };
    }

    private static StorageType? Float(HdfBytes body, uint size)
    {
        var isWhole = body.UInt16() == 0 && body.UInt16() == 8 * size;
        body.Skip(1);
        var exponent = body.Byte();
        return (isWhole, size, exponent) switch
        {
            (true, 2, 5) => StorageType.Half,
            (true, 4, 8) => StorageType.Single,
            (true, 8, 11) => StorageType.Double,
            _ => null,
        };
    }
}
