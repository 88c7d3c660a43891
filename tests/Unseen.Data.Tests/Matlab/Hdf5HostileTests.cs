using System.Text;
using Unseen.Data.Arrays;
using Unseen.Data.Hdf5;
using Unseen.Data.Layouts;

namespace Unseen.Data.Tests.Matlab;

/// <summary>HDF5 files, composed byte by byte, that refer to other files or to themselves, or claim more than they
/// contain.</summary>
public sealed class Hdf5HostileTests : IDisposable
{
    private const int RootAddress = 48;
    private const byte External = 64;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_ALinkToAnotherFile_IsListedAndNotFollowed()
    {
        var other = _folder.Write("other.mat", File.ReadAllBytes(Fixtures.GetPath("v73.mat")));
        using var held = new FileStream(other, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        byte[] target = [0, .. Encoding.UTF8.GetBytes(other), 0, .. "double\0"u8];
        var path = Write([Message(6, [1, 8, External, 7, .. "outside"u8, (byte)target.Length, 0, .. target])]);

        using var file = ArrayFiles.Open(path);

        var entry = Assert.Single(file.Entries);
        Assert.Equal(("outside", ArrayKind.Unsupported, "link to elsewhere"), (entry.Name, entry.Kind, entry.Type));
    }

    [Fact]
    public void ReadColumns_ValuesInAnotherFile_IsRefused()
    {
        byte[] floats = [0x11, 0x20, 0x1F, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0];
        byte[][] dataset =
        [
            Message(1, [2, 1, 0, 1, 4, 0, 0, 0, 0, 0, 0, 0]),
            Message(3, floats),
            Message(7, new byte[16]),
            Message(8, [3, 1, .. BitConverter.GetBytes(ulong.MaxValue), .. BitConverter.GetBytes(16UL)]),
        ];
        var root = Header([Message(6, [1, 0, 6, .. "inside"u8, .. BitConverter.GetBytes(4096UL)])]);
        byte[] all = [.. Superblock(), .. root];
        Array.Resize(ref all, 4096);
        using var file = ArrayFiles.Open(_folder.Write("external.mat", [.. all, .. Header(dataset)]));

        Assert.Equal([4], file.Find("inside")!.Shape);
        Assert.Contains("its values lie in other files, which are not opened",
            Assert.Throws<UnseenDataException>(() => file.ReadColumns("inside")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_HeaderOfTwoGibibytes_ThrowsBeforeAllocating()
    {
        byte[] header = [.. "OHDR"u8, 2, 2, 0xFF, 0xFF, 0xFF, 0x7F];
        var path = _folder.Write("long.mat", [.. Superblock(), .. header, .. new byte[200]]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var message = Assert.Throws<UnseenDataException>(() => ArrayFiles.Open(path)).Message;

        Assert.Contains("a part of 2147483647 bytes", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Open_HeaderWhoseContinuationIsItself_IsRefused()
    {
        // The message that states where the header continues refers to the header's own content.
        byte[] body = [.. BitConverter.GetBytes((ulong)RootAddress + 7), .. BitConverter.GetBytes(24UL)];
        var path = _folder.Write("circle.mat", [.. Superblock(), .. "OHDR"u8, 2, 0, 24, .. "OCHK"u8,
            .. Message(16, body),
            .. new byte[64]]);

        Assert.Throws<UnseenDataException>(() => ArrayFiles.Open(path));
    }

    [Fact]
    public void RequireBytes_RangeOfTwoGibibytes_IsAcceptedUpToTheEndOfTheFile()
    {
        const long length = 1L << 31;
        var path = _folder.Write("large.mat", Superblock());
        using (var file = File.OpenWrite(path))
            file.SetLength(length); // takes no space on the disk
        using var source = new HdfSource(File.OpenRead(path));

        source.RequireBytes(0, length);

        Assert.Throws<InvalidDataException>(() => source.RequireBytes(1, length));
        Assert.Throws<InvalidDataException>(() => source.Checked(0, length));
    }

    [Fact]
    public void ReadColumns_DoublesWithoutChunks_NeedsMemoryOnlyForTheFloat32Values()
    {
        const int count = 6_000_000;
        byte[] doubles = [0x11, 0x20, 0x3F, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xFF, 3, 0, 0];
        byte[][] dataset =
        [
            Message(1, [2, 1, 0, 1, .. BitConverter.GetBytes((long)count)]),
            Message(3, doubles),
            Message(8, [3, 1, .. BitConverter.GetBytes(8192UL), .. BitConverter.GetBytes(8UL * count)]),
        ];
        var root = Header([Message(6, [1, 0, 6, .. "inside"u8, .. BitConverter.GetBytes(4096UL)])]);
        byte[] all = [.. Superblock(), .. root];
        Array.Resize(ref all, 4096);
        var path = _folder.Write("pieces.mat", [.. all, .. Header(dataset)]);
        using (var stream = File.OpenWrite(path))
            stream.SetLength(8192 + (8L * count));
        using var file = ArrayFiles.Open(path);
        // Enough for the float32 values (4 bytes each), but not also for the stored doubles (8 bytes each).
        file.AvailableMemory = () => 6.0 * count;

        Assert.Equal(count, file.ReadColumns("inside").Columns);
    }

    private static byte[] Superblock() =>
    [
        0x89, .. "HDF\r\n"u8, 0x1A, (byte)'\n', 2, 8, 8, 0, .. BitConverter.GetBytes(0UL),
        .. BitConverter.GetBytes(ulong.MaxValue), .. BitConverter.GetBytes(8192UL),
            .. BitConverter.GetBytes((ulong)RootAddress),
        0, 0, 0, 0,
    ];

    private static byte[] Message(byte type, byte[] body) => [type, (byte)body.Length, (byte)(body.Length >> 8), 0,
        .. body];

    private static byte[] Header(byte[][] messages)
    {
        byte[] body = [.. messages.SelectMany(message => message)];
        return [.. "OHDR"u8, 2, 2, .. BitConverter.GetBytes(body.Length), .. body, 0, 0, 0, 0];
    }

    private string Write(byte[][] messages) =>
        _folder.Write("file.mat", [.. Superblock(), .. Header(messages), .. new byte[64]]);
}
