using Unseen.Data.Arrays;

namespace Unseen.Data.Hdf5;

/// <summary>A named value of a group or dataset.</summary>
/// <param name="Type">the type of its elements</param>
/// <param name="Value">the bytes of its elements</param>
internal sealed record HdfAttribute(HdfType Type, byte[] Value)
{
    /// <summary>Gets the value as text, or null if it is not text.</summary>
    public string? Text(HdfSource source) => Type.Class switch
    {
        HdfTypeClass.Text => new HdfBytes(Value).Text(Value.Length),
        HdfTypeClass.VariableText when Value.Length >= Type.Size => new HdfHeap(source).Text(Value),
        _ => null,
    };

    /// <summary>Gets the first number, or null if the value contains no number.</summary>
    public double? Number()
    {
        if (Type.Storage is not { } storage || Value.Length < Type.Size)
            return null;
        var number = new double[1];
        NumberDecoder.Decode(storage, Type.BigEndian, Value.AsSpan(0, Type.Size).ToArray(), number);
        return number[0];
    }

    /// <summary>Reads the attributes in an object's header. Attributes that are stored outside the header, or share
    /// their type or shape with another object, are skipped.</summary>
    /// <exception cref="InvalidDataException">An attribute is damaged.</exception>
    public static Dictionary<string, HdfAttribute> ReadAll(HdfHeader header)
    {
        var attributes = new Dictionary<string, HdfAttribute>();
        foreach (var body in header.All(HdfMessageType.Attribute))
        {
            var version = body.Byte();
            var isShared = body.Byte() != 0 && version > 1;
            var (nameLength, typeLength, spaceLength) = (body.UInt16(), body.UInt16(), body.UInt16());
            body.Skip(version == 3 ? 1 : 0);
            int Padded(int length) => version == 1 ? (length + 7) & ~7 : length;
            var name = body.Part(Padded(nameLength)).TextAt(0);
            var type = body.Part(Padded(typeLength));
            var space = body.Part(Padded(spaceLength));
            if (isShared)
                continue;
            var kind = HdfType.Read(type);
            var bytes = HdfSpace.Read(space).Shape.Aggregate((double)kind.Size, (product, length) => product * length);
            if (bytes > body.Left)
                throw new InvalidDataException($"the attribute {name} has {body.Left} bytes, not {bytes}");
            attributes[name] = new HdfAttribute(kind, body.Take((int)bytes).ToArray());
        }

        return attributes;
    }
}
