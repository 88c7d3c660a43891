using Unseen.Data.Arrays;
using Unseen.Data.Layouts;

namespace Unseen.Data.Tests.Arrays;

/// <summary>Tests that a damaged file is read or causes an <see cref="UnseenDataException"/>, without hanging and with
/// little memory.</summary>
public sealed class DamagedFileTests
{
    private const int Mutations = 500;
    // The arrays of the fixtures take 0.4 MB, but a damaged header can claim terabytes.
    private const long MaxBytes = 16 << 20;
    private const string Hdf5 = "v73.mat";
    // The arrays of an HDF5 file may together claim 1032 bytes for each byte of the file. In memory at once are the
    // bytes of an array, its values, and a transposed copy of its values.
    private const long MaxHdf5BytesPerByte = 3 * 1032;

    [Theory]
    [InlineData("little.mat")]
    [InlineData("big_compressed.mat")]
    [InlineData("scipy.mat")]
    [InlineData("scipy_compressed.mat")]
    [InlineData("version1.npy")]
    [InlineData("arrays.npz")]
    [InlineData("arrays_deflated.npz")]
    [InlineData(Hdf5)]
    public async Task Read_TruncatedOrFlipped_SucceedsOrThrowsUnseenDataException(string fixture)
    {
        var sound = await File.ReadAllBytesAsync(Fixtures.GetPath(fixture), TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();

        await Task.Run(() => Mutate(sound, folder, fixture == Hdf5 ? MaxHdf5BytesPerByte : 0),
            TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Read_EveryTruncation_ReadsFewerArrays()
    {
        using var folder = new TemporaryFolder();
        var sound = File.ReadAllBytes(Fixtures.GetPath("little_compressed.mat"));
        var whole = ReadAll(folder.Write("whole.mat", sound));
        for (var length = 0; length < sound.Length; length++)
            Assert.True(ReadAll(folder.Write("cut.mat", sound[..length])) < whole, $"cut to {length} bytes");
    }

    [Fact]
    public void Read_WrongChecksum_ThrowsUnseenDataException()
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(Fixtures.GetPath("little_compressed.mat"));
        bytes[^1] ^= 1; // the last byte of the zlib stream of the last variable, "nested"
        using var file = ArrayFiles.Open(folder.Write("flipped.mat", bytes));

        Assert.Throws<UnseenDataException>(() => file.ReadStrings("nested"));
    }

    [Theory]
    [InlineData("make_fixtures.py")]
    [InlineData("absent.mat")]
    [InlineData("xlsa")]
    public void Open_UnknownFormatOrMissingFile_ThrowsWithThePath(string name)
        => Assert.Contains(name, Assert.Throws<UnseenDataException>(() => Fixtures.Open(name)).Message,
            StringComparison.Ordinal);

    private static void Mutate(byte[] sound, TemporaryFolder folder, long maxBytesPerByte)
    {
        var random = new Random(2204);
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = i % 3 == 0 ? sound[..random.Next(sound.Length)] : sound.ToArray();
            for (var flips = i % 3 == 0 ? 0 : random.Next(1, 4); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            var path = folder.Write("mutated", bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();

            ReadAll(path);

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0,
                MaxBytes + (maxBytesPerByte * bytes.Length));
        }
    }

    /// <summary>Reads all arrays of a file, and returns how many of them could be read.</summary>
    private static int ReadAll(string path)
    {
        var readable = 0;
        Attempt(() =>
        {
            using var file = ArrayFiles.Open(path);
            foreach (var entry in file.Entries)
                Attempt(() =>
                {
                    _ = entry.Kind == ArrayKind.Text ? (object)file.ReadStrings(entry.Name) : entry.Count == 0
                        ? file.ReadIntegers(entry.Name) : file.ReadColumns(entry.Name);
                    readable++;
                });
        });
        return readable;
    }

    private static void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (UnseenDataException)
        {
        }
    }
}
