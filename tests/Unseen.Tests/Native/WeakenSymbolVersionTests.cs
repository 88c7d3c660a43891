using System.Buffers.Binary;
using System.Text;
using Unseen.Build;

namespace Unseen.Tests.Native;

public class WeakenSymbolVersionTests
{
    private const string Missing = "GLIBCXX_3.4.32";
    private const int FlagsOfMissing = SyntheticLibrary.Needs + 16 + 16 + 4;

    [Fact]
    public void Weaken_VersionNeededByNoRelocation_SetsOneFlag()
    {
        var original = SyntheticLibrary.Create(relocatedSymbol: 0);
        var library = original.ToArray();

        Assert.True(WeakenSymbolVersion.Weaken(library, Missing));

        Assert.Equal(2, library[FlagsOfMissing]);
        library[FlagsOfMissing] = 0;
        Assert.Equal(original, library);
    }

    [Fact]
    public void Weaken_VersionOfARelocatedSymbol_LeavesTheFile() =>
        AssertUnchanged(SyntheticLibrary.Create(relocatedSymbol: 1));

    [Fact]
    public void Weaken_AlreadyWeak_LeavesTheFile()
    {
        var library = SyntheticLibrary.Create(relocatedSymbol: 0);
        library[FlagsOfMissing] = 2;
        AssertUnchanged(library);
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.3")]
    [InlineData("GLIBCXX_3.4.321")]
    [InlineData("GLIBC_2.38")]
    public void Weaken_VersionThatIsNotRequired_LeavesTheFile(string version) =>
        AssertUnchanged(SyntheticLibrary.Create(relocatedSymbol: 0), version);

    [Fact]
    public void Weaken_NotElf_LeavesTheFile() => AssertUnchanged(Encoding.ASCII.GetBytes("MZ, or anything else"));

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Weaken_ShorterThanTheElfMark_LeavesTheFile(int length) =>
        AssertUnchanged(SyntheticLibrary.Create(relocatedSymbol: 0)[..length]);

    [Theory]
    [InlineData(4)] // 32-bit
    [InlineData(5)] // big-endian
    public void Weaken_OtherKindOfElf_LeavesTheFile(int mark)
    {
        var library = SyntheticLibrary.Create(relocatedSymbol: 0);
        library[mark] ^= 3;
        AssertUnchanged(library);
    }

    [Fact]
    public void Weaken_EveryTruncation_ThrowsAndLeavesTheFile()
    {
        var whole = SyntheticLibrary.Create(relocatedSymbol: 0);
        var unreadBytes = 64 - 44; // info, alignment and entry size of the last section header
        for (var length = 6; length < whole.Length - unreadBytes; length++)
        {
            var library = whole[..length];
            var error = Assert.Throws<InvalidDataException>(() => WeakenSymbolVersion.Weaken(library, Missing));
            Assert.Contains($"but is {length} bytes long", error.Message, StringComparison.Ordinal);
            Assert.Equal(whole[..length], library);
        }
    }

    [Fact]
    public void Weaken_TorchSharpAsBuilt_IsWeakAlready()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        Assert.SkipUnless(File.Exists(path), "built for another platform than linux-x64");
        var library = File.ReadAllBytes(path);
        Assert.True(library.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Missing)) > 0);
        AssertUnchanged(library);
    }

    private static void AssertUnchanged(byte[] library, string version = Missing)
    {
        var original = library.ToArray();
        Assert.False(WeakenSymbolVersion.Weaken(library, version));
        Assert.Equal(original, library);
    }

    /// <summary>A minimal ELF file that requires two symbol versions. It has one symbol, which is of the second
    /// version, and one relocation.</summary>
    private static class SyntheticLibrary
    {
        public const int Needs = 160;
        private const int Names = 64, Versions = 120, Relocations = 128, Headers = 208;

        public static byte[] Create(uint relocatedSymbol)
        {
            var library = new byte[Headers + (5 * 64)];
            new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1 }.CopyTo(library, 0);
            Write(library, 40, 8, Headers);
            Write(library, 58, 2, 64);
            Write(library, 60, 2, 5);

            Encoding.ASCII.GetBytes("\0libstdc++.so.6\0GLIBCXX_3.4\0GLIBCXX_3.4.32\0").CopyTo(library, Names);
            Write(library, Versions + 2, 2, 3); // symbol 1 has version index 3
            Write(library, Relocations + 8, 8, ((ulong)relocatedSymbol << 32) | 6);
            WriteNeed(library);

            WriteHeader(library, 1, type: 3, Names, size: 43, link: 0);
            WriteHeader(library, 2, type: 0x6fffffff, Versions, size: 4, link: 0);
            WriteHeader(library, 3, type: 4, Relocations, size: 24, link: 0);
            WriteHeader(library, 4, type: 0x6ffffffe, Needs, size: 48, link: 1);
            return library;
        }

        private static void WriteNeed(byte[] library)
        {
            Write(library, Needs, 2, 1);
            Write(library, Needs + 2, 2, 2);
            Write(library, Needs + 4, 4, 1);
            Write(library, Needs + 8, 4, 16);
            WriteVersion(library, Needs + 16, index: 2, name: 16, next: 16);
            WriteVersion(library, Needs + 32, index: 3, name: 28, next: 0);
        }

        private static void WriteVersion(byte[] library, int offset, ulong index, ulong name, ulong next)
        {
            Write(library, offset + 6, 2, index);
            Write(library, offset + 8, 4, name);
            Write(library, offset + 12, 4, next);
        }

        private static void WriteHeader(byte[] library, int index, ulong type, ulong offset, ulong size, ulong link)
        {
            var header = Headers + (index * 64);
            Write(library, header + 4, 4, type);
            Write(library, header + 24, 8, offset);
            Write(library, header + 32, 8, size);
            Write(library, header + 40, 4, link);
        }

        private static void Write(byte[] library, int offset, int size, ulong value)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            bytes[..size].CopyTo(library.AsSpan(offset));
        }
    }
}
