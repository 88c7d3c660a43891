using System.Text;

namespace Unseen.Data.Hdf5;

/// <summary>Reads texts of variable length from the global heap collections of the file.</summary>
/// <param name="source">the file</param>
internal sealed class HdfHeap(HdfSource source)
{
    private const int HeaderLength = 16;
    private readonly Dictionary<ulong, Dictionary<ushort, byte[]>> _collections = [];

    /// <summary>Reads the text that an element refers to. The element contains the length of the text, the address of
    /// a collection, and an index in it.</summary>
    /// <exception cref="InvalidDataException">The text does not exist.</exception>
    public string Text(ReadOnlyMemory<byte> element)
    {
        var reference = new HdfBytes(element);
        var (length, address, index) = (reference.UInt32(), reference.UInt64(), reference.UInt32());
        if (length == 0)
            return "";
        if (!_collections.TryGetValue(address, out var collection))
            _collections[address] = collection = Read(address);
        return collection.TryGetValue((ushort)index, out var bytes) && length <= bytes.Length
            ? Encoding.UTF8.GetString(bytes.AsSpan(0, (int)length)).TrimEnd('\0')
            : throw new InvalidDataException($"text {index} of the collection at {address} is missing");
    }

    private Dictionary<ushort, byte[]> Read(ulong address)
    {
        var header = source.Read(address, HeaderLength);
        header.Expect("GCOL"u8);
        header.Skip(4);
        var length = header.UInt64();
        var objects = source.Read(address, (long)Math.Min(length, long.MaxValue));
        objects.Skip(Math.Min(HeaderLength, objects.Left));
        var collection = new Dictionary<ushort, byte[]>();
        while (objects.Left >= HeaderLength)
        {
            var index = objects.UInt16();
            objects.Skip(6);
            var size = objects.UInt64();
            if (index == 0)
                break; // free space
            collection[index] = objects.Take((int)Math.Min(size, int.MaxValue)).ToArray();
            objects.Align();
        }

        return collection;
    }
}
