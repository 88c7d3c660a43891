using System.Text;
using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>The header of a MATLAB v5 array: class and flags, dimensions, name.</summary>
internal sealed record MatArrayHeader(MatClass Class, bool IsComplex, bool IsLogical, long[] Dimensions, string Name)
{
    private const int MaxDimensions = 32;
    private const int MaxNameLength = 4096;
    private const uint ComplexFlag = 0x0800;
    private const uint LogicalFlag = 0x0200;

    /// <summary>Number of elements.</summary>
    public long Count => Dimensions.Aggregate(1L, (product, length) => product * length);

    /// <summary>Reads the header. The reader is then positioned at the values.</summary>
    /// <exception cref="UnseenDataException">The header does not follow the format.</exception>
    public static MatArrayHeader Read(BoundedReader matrix, bool bigEndian)
    {
        var flags = ReadFlags(matrix, bigEndian);
        var kind = (MatClass)(flags & 0xFF);
        var dimensions = kind == MatClass.Opaque ? [] : ReadDimensions(matrix, bigEndian); // opaque objects have none
        return new(kind, (flags & ComplexFlag) != 0, (flags & LogicalFlag) != 0, dimensions,
            ReadName(matrix, bigEndian));
    }

    /// <summary>Creates the entry for this array in the list of a file's arrays.</summary>
    public ArrayEntry ToEntry() => new(Name, Dimensions, Kind(), ColumnMajor: true, Describe());

    private ArrayKind Kind() => Class switch
    {
        MatClass.Cell or MatClass.Char => ArrayKind.Text,
        >= MatClass.Sparse and <= MatClass.UInt64 when !IsComplex => ArrayKind.Number,
        _ => ArrayKind.Unsupported,
    };

    private string Describe() => IsLogical && Class != MatClass.Sparse ? "logical"
        : (IsComplex ? "complex " : "") + Class.ToString().ToLowerInvariant();

    private static uint ReadFlags(BoundedReader matrix, bool bigEndian)
    {
        var element = MatElement.Next(matrix, bigEndian);
        if (element.Type != MatType.UInt32 || element.Content.Remaining != 8)
            throw matrix.Fault("an array that begins with 8 bytes of flags",
                $"{element.Content.Remaining} bytes of type {element.Type}");
        var bytes = element.Content.ReadBytes(8);
        return MatElement.ReadUInt32(bytes, bigEndian);
    }

    private static long[] ReadDimensions(BoundedReader matrix, bool bigEndian)
    {
        var element = MatElement.Next(matrix, bigEndian);
        var rank = element.Content.Remaining / 4;
        if (element.Type != MatType.Int32 || rank is < 1 or > MaxDimensions)
            throw matrix.Fault($"an array of 1 to {MaxDimensions} dimensions",
                $"{element.Content.Remaining} bytes of type {element.Type}");
        var dimensions = Array.ConvertAll(NumberDecoder.Read<double>(
            element.Content, StorageType.Int32, bigEndian, rank), value => (long)value);
        element.Finish(matrix);
        if (dimensions.Any(length => length < 0)
            || dimensions.Aggregate(1.0, (product, length) => product * length) > long.MaxValue / 16)
            throw matrix.Fault("an array of plausible dimensions", $"[{string.Join(", ", dimensions)}]");
        return dimensions;
    }

    private static string ReadName(BoundedReader matrix, bool bigEndian)
    {
        var element = MatElement.Next(matrix, bigEndian);
        if (element.Type is not (MatType.Int8 or MatType.UInt8 or MatType.Utf8)
            || element.Content.Remaining > MaxNameLength)
            throw matrix.Fault($"an array with a name of at most {MaxNameLength} bytes",
                $"{element.Content.Remaining} bytes of type {element.Type}");
        var name = Encoding.UTF8.GetString(element.Content.ReadBytes(element.Content.Remaining));
        element.Finish(matrix);
        return name;
    }
}
