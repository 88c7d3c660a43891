namespace Unseen.Data.Hdf5;

/// <summary>Lists the links of groups. Soft links and links to other files are listed without a target, and never
/// followed.</summary>
internal static class HdfGroup
{
    private const int MaxDepth = 64;
    private const int EntryLength = 40;
    private const byte Hard = 0;

    /// <summary>Whether a header belongs to a group.</summary>
    public static bool Is(HdfHeader header) =>
        header.Has(HdfMessageType.SymbolTable) || header.Has(HdfMessageType.LinkInfo)
            || header.Has(HdfMessageType.Link);

    /// <summary>Lists the names and addresses of a group's objects, in the order of the file. The address of a soft
    /// link or of a link to another file is null.</summary>
    /// <exception cref="InvalidDataException">The group is damaged.</exception>
    public static List<(string Name, ulong? Address)> Links(HdfSource source, HdfHeader header)
    {
        List<(string Name, ulong? Address)> links = [];
        foreach (var table in header.All(HdfMessageType.SymbolTable))
            ReadTable(source, table.UInt64(), Heap(source, table.UInt64()), links, 0);
        foreach (var link in header.All(HdfMessageType.Link))
            links.Add(ReadLink(link));
        foreach (var info in header.All(HdfMessageType.LinkInfo))
        {
            info.Skip(1);
            var flags = info.Byte();
            info.Skip((flags & 1) != 0 ? 8 : 0);
            if (info.UInt64() != HdfBytes.Undefined)
                throw new InvalidDataException("a group lists its objects in a newer form (\"dense\" links). Save "
                    + "the file with libver='earliest', which is h5py's default");
        }

        return links;
    }

    /// <summary>Reads the heap with the names of a symbol table. The table refers to a name by its offset in the
    /// heap.</summary>
    private static HdfBytes Heap(HdfSource source, ulong address)
    {
        var heap = source.Read(address, 32);
        heap.Expect("HEAP"u8);
        heap.Skip(4);
        var length = heap.UInt64();
        heap.Skip(8);
        return source.Read(heap.UInt64(), (long)Math.Min(length, long.MaxValue));
    }

    private static void ReadTable(
        HdfSource source, ulong address, HdfBytes names, List<(string Name, ulong? Address)> links, int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException("its tables of names are nested too deep");
        var start = source.Read(address, 8);
        if (start.Take(4).SequenceEqual("SNOD"u8))
        {
            start.Skip(2);
            ReadNode(source.Read(address + 8, (long)start.UInt16() * EntryLength), names, links);
            return;
        }

        var tree = source.Read(address, 24);
        tree.Expect("TREE"u8);
        tree.Skip(2);
        var children = tree.UInt16();
        var entries = source.Read(address + 24, 16L * children);
        for (var i = 0; i < children; i++)
        {
            entries.Skip(8); // the key: offset of a name
            ReadTable(source, entries.UInt64(), names, links, depth + 1);
        }
    }

    private static void ReadNode(HdfBytes node, HdfBytes names, List<(string Name, ulong? Address)> links)
    {
        const uint symbolic = 2;
        while (node.Left >= EntryLength)
        {
            var name = node.UInt64();
            var address = node.UInt64();
            var kind = node.UInt32();
            node.Skip(20);
            links.Add((names.TextAt(name), kind == symbolic || address == HdfBytes.Undefined ? null : address));
        }
    }

    private static (string Name, ulong? Address) ReadLink(HdfBytes link)
    {
        link.Skip(1);
        var flags = link.Byte();
        var kind = (flags & 8) != 0 ? link.Byte() : Hard;
        link.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0));
        var length = link.UInt(1 << (flags & 3));
        var name = link.Text((int)Math.Min(length, int.MaxValue));
        return (name, kind == Hard ? link.UInt64() : null);
    }
}
