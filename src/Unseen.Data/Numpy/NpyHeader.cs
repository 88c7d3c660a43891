using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Unseen.Data.Arrays;

namespace Unseen.Data.Numpy;

/// <summary>The header of a .npy array, which precedes its values.</summary>
/// <param name="Type">element type and byte order</param>
/// <param name="ColumnMajor">whether the first dimension varies fastest</param>
/// <param name="Shape">length of every dimension</param>
internal sealed partial record NpyHeader(NpyType Type, bool ColumnMajor, long[] Shape)
{
    private const int MaxHeaderBytes = 1 << 16;
    private const int MaxVersion = 3;
    private const int Alignment = 64;

    /// <summary>The first bytes of every .npy file.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, length) => product * length);

    /// <summary>Reads the header. The reader is then positioned at the values.</summary>
    /// <exception cref="UnseenDataException">The header does not follow the format.</exception>
    public static NpyHeader Read(BoundedReader reader)
    {
        Span<byte> start = stackalloc byte[12];
        reader.ReadExactly(start[..8]);
        var version = start[6];
        if (!start.StartsWith(Magic) || version is < 1 or > MaxVersion)
            throw reader.Fault($"a NumPy array of format version 1 to {MaxVersion}",
                start.StartsWith(Magic) ? $"of version {version}" : "something else, or damaged");
        var lengthBytes = start[8..(version == 1 ? 10 : 12)];
        reader.ReadExactly(lengthBytes);
        var length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes)
            : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MaxHeaderBytes)
            throw reader.Damaged($"has a header of {length} bytes, but at most {MaxHeaderBytes} are possible");
        var text = Encoding.UTF8.GetString(reader.ReadBytes(length));
        var (descr, order, shape) = (DescrPattern().Match(text), OrderPattern().Match(text),
            ShapePattern().Match(text));
        if (!order.Success || !shape.Success || !text.Contains("'descr'", StringComparison.Ordinal))
            throw reader.Fault("an array whose header names descr, fortran_order and shape", $"'{text.Trim()}'");
        var type = descr.Success ? NpyType.Parse(descr.Groups[1].Value) : NpyType.Other;
        return new(type, order.Groups[1].Value == "True", ParseShape(shape.Groups[1].Value, reader));
    }

    /// <summary>
    /// Gets the bytes of the header in format version 1. Version 2, for longer headers, is never needed. The header is
    /// padded so that the values start at a multiple of 64 bytes and can be used in a memory mapping.
    /// </summary>
    /// <param name="offset">position of the header in the file, in bytes</param>
    public byte[] ToBytes(long offset)
    {
        var shape = string.Concat(Shape.Select(length => FormattableString.Invariant($"{length}, "))).TrimEnd();
        var text = $"{{'descr': '{Type}', 'fortran_order': {(ColumnMajor ? "True" : "False")}, 'shape': ({shape}), }}";
        const int Preamble = 10;
        var end = offset + Preamble + text.Length + 1;
        var length = text.Length + 1 + (int)(-end & (Alignment - 1));
        var bytes = new byte[Preamble + length];
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)length);
        Encoding.ASCII.GetBytes((text.PadRight(length - 1) + "\n").AsSpan(), bytes.AsSpan(Preamble));
        return bytes;
    }

    private static long[] ParseShape(string text, BoundedReader reader)
    {
        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var shape = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]))
                throw reader.Fault("an array whose shape is a tuple of lengths", $"({text})");
        if (shape.Aggregate(1.0, (product, length) => product * length) > long.MaxValue / 16)
            throw reader.Fault("an array of plausible shape", $"({text})");
        return shape;
    }

    [GeneratedRegex(@"'descr'\s*:\s*'([^']{2,20})'")]
    private static partial Regex DescrPattern();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(True|False)")]
    private static partial Regex OrderPattern();

    [GeneratedRegex(@"'shape'\s*:\s*\(([0-9,\s]*)\)")]
    private static partial Regex ShapePattern();
}
