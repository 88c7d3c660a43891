using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Unseen.Data.Layouts;

namespace Unseen.Data.Tests.Arrays;

/// <summary>Small files whose content is large once it is decompressed.</summary>
public sealed class InflatedArrayTests : IDisposable
{
    private const int Rows = 5_000_000;
    private const int Columns = 6;
    private const long Count = (long)Rows * Columns;
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Files => ["bomb.npz", "bomb.mat"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_ArrayLargerThanTheAvailableMemory_ThrowsBeforeAllocating(string name)
    {
        using var file = ArrayFiles.Open(Bomb(name));
        file.AvailableMemory = () => 1 << 26;
        var before = GC.GetAllocatedBytesForCurrentThread();

        string[] messages = [Assert.Throws<UnseenDataException>(() => file.ReadIntegers("features")).Message,
            Assert.Throws<UnseenDataException>(() => file.ReadRows("features")).Message];

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal(
            $"{file.FilePath}: array 'features' [5000000, 6] takes 0.34 GiB, and 0.06 GiB of memory are available. Use "
                + "a smaller array, or a machine with more memory.", messages[0]);
        Assert.Contains("0.06 GiB of memory are available", messages[1],
            StringComparison.Ordinal);
    }

    [Fact]
    public void ReadStrings_ArrayLargerThanTheAvailableMemory_Throws()
    {
        using var file = ArrayFiles.Open(Npz("text.npz", "|S1", $"({Count},)"));
        file.AvailableMemory = () => 1 << 26;

        Assert.Contains("0.06 GiB of memory are available",
            Assert.Throws<UnseenDataException>(() => file.ReadStrings("features")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_LargeArray_AllocatesAtMost40PercentMoreThanItsValues(string name)
    {
        using var file = ArrayFiles.Open(Bomb(name));
        var before = GC.GetAllocatedBytesForCurrentThread();

        // The matrix is read in the order of the file, so that nothing is transposed.
        var matrix = name == "bomb.mat" ? file.ReadColumns("features") : file.ReadRows("features");

        Assert.Equal(Rows, name == "bomb.mat" ? matrix.Columns : matrix.Rows);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 4 * Count, (long)(4 * Count * 1.4));
    }

    [Fact]
    public void Open_TwoEntriesWithTheSameBytes_IsRefused()
    {
        var bytes = File.ReadAllBytes(Bomb("bomb.npz"));
        var end = bytes.AsSpan(bytes.Length - 22).ToArray();
        var directory = (int)BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(16));
        var entry = bytes.AsSpan(directory, bytes.Length - 22 - directory).ToArray();
        var again = entry.ToArray();
        again[46] = (byte)'g'; // another name for the same bytes
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)(2 * entry.Length));
        var path = _folder.Write("twice.npz", [.. bytes[..directory], .. entry, .. again, .. end]);

        Assert.Contains("the entries of the archive have ",
            Assert.Throws<UnseenDataException>(() => ArrayFiles.Open(path)).Message, StringComparison.Ordinal);
    }

    private string Bomb(string name) => name == "bomb.mat" ? Mat(name) : Npz(name, "|u1", $"({Rows}, {Columns})");

    private string Npz(string name, string type, string shape)
    {
        using (var archive = ZipFile.Open(_folder.GetPath(name), ZipArchiveMode.Create))
        using (var stream = archive.CreateEntry("features.npy", CompressionLevel.SmallestSize).Open())
        {
            var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
            stream.Write([0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length),
                .. Encoding.ASCII.GetBytes(header)]);
            stream.Write(new byte[Count]);
        }

        return _folder.GetPath(name);
    }

    private string Mat(string name)
    {
        var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(inflated, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            void Element(uint type, long length, params ReadOnlySpan<byte> content) =>
                zlib.Write([.. BitConverter.GetBytes(type), .. BitConverter.GetBytes((uint)length), .. content]);
            Element(14, 16 + 16 + 16 + 8 + Count);
            Element(6, 8, 9, 0, 0, 0, 0, 0, 0, 0); // class uint8
            Element(5, 8, [.. BitConverter.GetBytes(Rows), .. BitConverter.GetBytes(Columns)]);
            Element(1, 8, "features"u8);
            Element(2, Count, new byte[Count]);
        }

        var header = Encoding.ASCII.GetBytes("MATLAB 5.0".PadRight(124));
        return _folder.Write(name, [.. header, 0, 1, (byte)'I', (byte)'M', .. BitConverter.GetBytes(15),
            .. BitConverter.GetBytes((int)inflated.Length), .. inflated.ToArray()]);
    }
}
