namespace Unseen.Data.Parquet;

/// <summary>
/// Walks over structs in Thrift's compact protocol, and throws if they do not match their shapes. Lengths and counts
/// cannot exceed the remaining bytes, and structs cannot nest deeper than their shapes.
/// </summary>
/// <param name="bytes">the structs, which may be followed by other data</param>
/// <param name="visit">called at the end of every struct, with the numbers and Boolean values by field id (null if
/// absent); or null (default)</param>
/// <remarks>
/// The walk is strict, since the Parquet reader trusts every byte. A field that is not in the shape can only be a
/// number, a Boolean or bytes, which the Parquet reader skips correctly.
/// </remarks>
internal sealed class ThriftWalk(ReadOnlyMemory<byte> bytes, Action<ThriftShape, long?[]>? visit = null)
{
    private const int MaxBytesOfInt16 = 3;
    private const int MaxBytesOfInt32 = 5;
    private const int MaxBytesOfInt64 = 10;

    /// <summary>The number of bytes read so far.</summary>
    public int Position { get; private set; }

    private int Left => bytes.Length - Position;

    /// <summary>Walks over one struct.</summary>
    /// <exception cref="EndOfStreamException">The struct continues beyond the last byte.</exception>
    /// <exception cref="InvalidDataException">The struct does not match its shape.</exception>
    public void Struct(ThriftShape shape)
    {
        var values = new long?[shape.Fields.Count == 0 ? 0 : shape.Fields.Max(field => field.Id) + 1];
        var (last, seen) = (0L, 0UL);
        for (var head = Byte(); head != 0; head = Byte())
        {
            var type = (ThriftType)(head & 0xF);
            var id = head >> 4 is > 0 and var step ? last + step : ZigZag(Varint(MaxBytesOfInt16));
            if (id is < 1 or > short.MaxValue)
                throw Fault(shape, $"a field numbered {id}");
            last = id;
            if (shape.Find((int)id) is not { } field)
            {
                SkipUnknown(shape, id, type);
                continue;
            }

            if ((seen & (1UL << field.Id)) != 0)
                throw Fault(shape, $"field {id} twice");
            seen |= 1UL << field.Id;
            if (type != field.Type && (type, field.Type) != (ThriftType.False, ThriftType.True))
                throw Fault(shape, $"field {id} of type {type} instead of {field.Type}");
            values[id] = Value(field, type);
        }

        foreach (var field in shape.Fields)
            if (field.IsRequired && (seen & (1UL << field.Id)) == 0)
                throw Fault(shape, $"no field {field.Id}");
        visit?.Invoke(shape, values);
    }

    private static InvalidDataException Fault(ThriftShape shape, string found) => new($"a {shape.Name} has {found}");

    private static long ZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private long? Value(ThriftField field, ThriftType type)
    {
        if (type == ThriftType.Struct)
            Struct(field.Shape!);
        else if (type == ThriftType.List)
            List(field);
        else
            return Scalar(type);
        return null;
    }

    private void List(ThriftField field)
    {
        var head = Byte();
        var count = head >> 4 is < 0xF and var few ? (uint)few : Varint(MaxBytesOfInt32);
        if (count > (ulong)Left) // an element has at least one byte
            throw new InvalidDataException($"a list of {count} elements has {Left} bytes");
        var type = (ThriftType)(head & 0xF);
        if (count > 0 && type != field.Element)
            throw new InvalidDataException($"a list has elements of type {type} instead of {field.Element}");
        for (var i = 0UL; i < count; i++)
            if (type == ThriftType.Struct)
                Struct(field.Shape!);
            else
                Scalar(type);
    }

    private long? Scalar(ThriftType type)
    {
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                return type == ThriftType.True ? 1 : 0;
            case ThriftType.Byte:
                return (sbyte)Byte();
            case ThriftType.Int16:
                return (short)ZigZag(Varint(MaxBytesOfInt16));
            case ThriftType.Int32:
                return (int)ZigZag((uint)Varint(MaxBytesOfInt32));
            case ThriftType.Int64:
                return ZigZag(Varint(MaxBytesOfInt64));
            case ThriftType.Double:
                Take(sizeof(double));
                return null;
            case ThriftType.Binary:
                Take(Varint(MaxBytesOfInt32));
                return null;
            default:
                throw new InvalidDataException($"a value has type {type}");
        }
    }

    private void SkipUnknown(ThriftShape shape, long id, ThriftType type)
    {
        if (type is ThriftType.Stop or > ThriftType.Binary)
            throw Fault(shape, $"an unknown field {id} of type {type}");
        Scalar(type);
    }

    private ulong Varint(int longest)
    {
        var value = 0UL;
        for (var place = 0; place < longest; place++)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << (7 * place);
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException($"a number has more than {longest} bytes");
    }

    private byte Byte()
    {
        Take(1);
        return bytes.Span[Position - 1];
    }

    private void Take(ulong count)
    {
        if (count > (ulong)Left)
            throw new EndOfStreamException($"{count} bytes are needed, but only {Left} are left");
        Position += (int)count;
    }
}
