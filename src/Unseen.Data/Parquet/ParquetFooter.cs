using System.Buffers.Binary;
using System.Text;

namespace Unseen.Data.Parquet;

/// <summary>Checks the footer of a Parquet file before Parquet.Net reads it, since Parquet.Net trusts counts, lengths
/// and nesting.</summary>
/// <remarks>
/// A footer of a few bytes can make Parquet.Net allocate lists of any length, or recurse until a stack overflow ends
/// the process. A page header can make it allocate any number of bytes, or read past the end forever. Parquet.Net has
/// no limits to configure, so this class and <see cref="ParquetPages"/> first walk over the footer and the page
/// headers, which are Thrift structures. Their counts and lengths must not exceed the remaining bytes. The structures
/// must match the shapes in <see cref="ParquetShapes"/>. Groups of the schema must not nest more than 32 deep.
/// </remarks>
internal static class ParquetFooter
{
    /// <summary>The first and last bytes of a Parquet file.</summary>
    private const string Mark = "PAR1";

    private const int TailBytes = 8; // the length of the footer, and the mark
    private const int Deepest = 32; // maximum nesting of groups
    private const int TypeField = 1; // field of a SchemaElement
    private const int ChildrenField = 5;

    /// <summary>Checks the footer.</summary>
    /// <exception cref="IOException">The file cannot be read, or its Thrift data continues beyond the
    /// footer.</exception>
    /// <exception cref="InvalidDataException">The file is too short, does not end like a Parquet file, or has a footer
    /// that is not valid.</exception>
    public static void Check(Stream file)
    {
        var footer = Read(file);
        List<(bool IsLeaf, long Children)> schema = [];
        new ThriftWalk(footer, (shape, values) =>
        {
            if (shape == ParquetShapes.SchemaElement)
                schema.Add((values[TypeField] is not null, values[ChildrenField] ?? 0));
        }).Struct(ParquetShapes.FileMetaData);
        CheckTree(schema);
    }

    private static byte[] Read(Stream file)
    {
        if (file.Length < Mark.Length + TailBytes)
            throw new InvalidDataException(
                $"a Parquet file has at least {Mark.Length + TailBytes} bytes, but this one has {file.Length}");
        var tail = new byte[TailBytes];
        file.Position = file.Length - TailBytes;
        file.ReadExactly(tail);
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (Encoding.ASCII.GetString(tail.AsSpan(sizeof(int))) != Mark)
            throw new InvalidDataException($"it does not end in {Mark}");
        if (length < 1 || length > file.Length - TailBytes - Mark.Length)
            throw new InvalidDataException(
                $"the file has {file.Length} bytes, but states that its footer has {length}");
        var footer = new byte[length];
        file.Position = file.Length - TailBytes - length;
        file.ReadExactly(footer);
        return footer;
    }

    /// <summary>Checks that the elements, which are in depth-first order, form one tree that is not too
    /// deep.</summary>
    private static void CheckTree(List<(bool IsLeaf, long Children)> schema)
    {
        if (schema.Count == 0 || schema[0].IsLeaf)
            throw new InvalidDataException("the schema has no root");
        // The number of children still to come for each open group. The first entry is for the root itself.
        Stack<long> wanted = new([1]);
        foreach (var (place, (isLeaf, children)) in schema.Index())
        {
            while (wanted.TryPeek(out var left) && left == 0)
                wanted.Pop();
            if (wanted.Count == 0)
                throw new InvalidDataException(
                    $"the schema has {schema.Count} elements, but its tree ends after {place}");
            wanted.Push(wanted.Pop() - 1);
            if (isLeaf ? children != 0 : children < 0 || (children == 0 && place > 0))
                throw new InvalidDataException(
                    $"a {(isLeaf ? "column" : "group")} of the schema has {children} children");
            if (!isLeaf)
                wanted.Push(children);
            if (wanted.Count > Deepest + 1)
                throw new InvalidDataException($"the schema is more than {Deepest} groups deep");
        }

        if (wanted.Any(left => left != 0))
            throw new InvalidDataException(
                $"the schema has {schema.Count} elements, fewer than its groups should have");
    }
}
