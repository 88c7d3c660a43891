namespace Unseen.Data.Hdf5;

/// <summary>An object header: the messages that describe a group or dataset.</summary>
internal sealed class HdfHeader
{
    private const int MaxMessages = 1 << 16;
    private const byte Shared = 2;
    private readonly List<(HdfMessageType Type, byte Flags, HdfBytes Body)> _messages = [];
    private readonly HdfSource _source;
    private bool _hasCreationOrder;

    private HdfHeader(HdfSource source) => _source = source;

    /// <summary>Reads the header at an address.</summary>
    /// <exception cref="InvalidDataException">The header is damaged.</exception>
    public static HdfHeader Read(HdfSource source, ulong address)
    {
        var header = new HdfHeader(source);
        var start = source.Read(address, 4);
        if (start.Byte() == (byte)'O')
            header.ReadVersion2(address);
        else
            header.ReadVersion1(address);
        return header;
    }

    /// <summary>Whether the header has a message of a given type.</summary>
    public bool Has(HdfMessageType type) => _messages.Exists(message => message.Type == type);

    /// <summary>Gets the bodies of all messages of a given type. Each body can be read once.</summary>
    /// <exception cref="InvalidDataException">A message is shared with another object, which is not
    /// supported.</exception>
    public IEnumerable<HdfBytes> All(HdfMessageType type)
    {
        foreach (var (_, flags, body) in _messages.Where(message => message.Type == type))
            yield return (flags & Shared) == 0 ? body
                : throw new InvalidDataException($"a message of type 0x{(int)type:X2} is shared with another object");
    }

    /// <summary>Gets the body of a required message.</summary>
    /// <exception cref="InvalidDataException">The message is missing, or shared with another object.</exception>
    public HdfBytes One(HdfMessageType type) => All(type).FirstOrDefault()
        ?? throw new InvalidDataException($"a message of type 0x{(int)type:X2} is missing");

    private void ReadVersion1(ulong address)
    {
        var prefix = _source.Read(address, 16);
        if (prefix.Byte() != 1)
            throw new InvalidDataException($"there is no object header at {address}");
        prefix.Skip(7);
        ReadBlocks(address + 16, prefix.UInt32(), isVersion2: false);
    }

    private void ReadVersion2(ulong address)
    {
        const int longestPrefix = 4 + 2 + 16 + 4 + 8;
        var prefix = _source.Read(address, Math.Min(longestPrefix, _source.Length - (long)address));
        prefix.Expect("OHDR"u8);
        prefix.Skip(1);
        var flags = prefix.Byte();
        _hasCreationOrder = (flags & 4) != 0;
        prefix.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        var length = prefix.UInt(1 << (flags & 3));
        ReadBlocks(address + (ulong)prefix.Position, length, isVersion2: true);
    }

    private void ReadBlocks(ulong address, ulong length, bool isVersion2)
    {
        var blocks = new Queue<(ulong Address, ulong Length)>([(address, length)]);
        var isFirst = true;
        while (blocks.TryDequeue(out var block))
        {
            if (block.Length > int.MaxValue)
                throw new InvalidDataException($"a header says that it has {block.Length} bytes");
            var bytes = _source.Read(block.Address, (long)block.Length);
            if (isVersion2 && !isFirst)
            {
                bytes.Expect("OCHK"u8);
                bytes = bytes.Part(Math.Max(0, bytes.Left - 4)); // without the checksum
            }

            isFirst = false;
            ReadMessages(bytes, isVersion2, blocks);
        }
    }

    private void ReadMessages(HdfBytes bytes, bool isVersion2, Queue<(ulong Address, ulong Length)> blocks)
    {
        var prefix = isVersion2 ? 4 + (_hasCreationOrder ? 2 : 0) : 8;
        while (bytes.Left >= prefix)
        {
            var type = (HdfMessageType)(isVersion2 ? bytes.Byte() : bytes.UInt16());
            var size = bytes.UInt16();
            var flags = bytes.Byte();
            bytes.Skip(isVersion2 ? prefix - 4 : 3);
            var body = bytes.Part(size);
            if (type == HdfMessageType.Continuation)
                blocks.Enqueue((body.UInt64(), body.UInt64()));
            else if (_messages.Count < MaxMessages)
                _messages.Add((type, flags, body));
            else
                throw new InvalidDataException("a header has too many messages");
        }
    }
}
