using System.Runtime.CompilerServices;
using Unseen.Data.Loading;
using Unseen.Data.Numpy;

namespace Unseen.Data.Tests.Arrays;

public sealed class MappedValuesTests
{
    private const long Gibibyte = 1L << 30;

    [Fact]
    public void Map_MoreThanTwoGibibytes_ReadsRowsNearTheEnd()
    {
        using var folder = new TemporaryFolder();
        const int rows = 400_000;
        const int columns = 2048; // 3.05 GiB; in a sparse file, only the written parts take space on the disk
        var free = new DriveInfo(folder.FullPath).AvailableFreeSpace;
        Assert.SkipUnless(
            free > 4 * Gibibyte,
            $"needs 4 GiB of free disk space, since the file may not be sparse, but {free} bytes are free");
        var path = WriteHeader(folder, rows, columns);
        using (var file = File.OpenWrite(path))
        {
            var start = file.Length;
            file.SetLength(start + (rows * (long)columns * sizeof(float)));
            file.Position = start + ((((rows - 2L) * columns) + 5) * sizeof(float));
            file.Write(BitConverter.GetBytes(2.5f));
        }

        var features = FeatureFile.Read(path, columns);

        Assert.True(features.IsMapped);
        Assert.Equal((rows, columns), (features.Rows, features.Columns));
        Assert.Equal(2.5f, features.Row(rows - 2)[5]);
        Assert.Equal(0f, features.Row(rows - 1)[columns - 1]);
        Assert.Equal(columns - 1, features.Row(rows - 2).ToArray().Count(value => value == 0));
    }

    [Fact]
    public void Map_FileOneByteShorterThanItsShape_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = WriteHeader(folder, 10, 3);
        var header = new FileInfo(path).Length;
        SetLength(path, header + (10 * 3 * sizeof(float)));
        Assert.True(FeatureFile.Read(path, 3).IsMapped);

        SetLength(path, header + (10 * 3 * sizeof(float)) - 1);
        Assert.Equal(
            $"{path}: array should have 30 numbers of type Single, but there is room for 29. The file is cut short or "
            + "damaged. Download or copy it again.",
            Assert.Throws<UnseenDataException>(() => FeatureFile.Read(path, 3)).Message);
    }

    [Theory]
    [InlineData(0, 4, true)]
    [InlineData(4, 3, true)]
    [InlineData(4, 4, false)] // one value more than the file has
    [InlineData(2, 3, false)] // not aligned
    public void TryMap_AnyOffsetAndCount_MapsOnlyAlignedValuesWithinTheFile(long offset, long count, bool expected)
    {
        using var folder = new TemporaryFolder();
        using var file = File.OpenRead(folder.Write("numbers", new byte[16]));

        Assert.Equal(expected, MappedValues.TryMap(file, offset, count) is not null);
    }

    [Fact]
    public void Map_FileReplacedByRenaming_KeepsTheOldValues()
    {
        using var folder = new TemporaryFolder();
        var dataset = SmallDataset.Create();
        DatasetConverter.Save(dataset, folder.GetPath("small.npz"));
        var loaded = DatasetLoader.Load(folder.GetPath("small.npz"));

        DatasetConverter.Save(SmallDataset.WithFeature(0, 0, 99), folder.GetPath("small.npz"));

        Assert.Equal(0, loaded.Features.Row(0)[0]);
        Assert.Equal(99, DatasetLoader.Load(folder.GetPath("small.npz")).Features.Row(0)[0]);
    }

    [Fact]
    public void Map_DatasetNoLongerReferenced_IsUnmapped()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc/self/maps, which only Linux has");
        using var folder = new TemporaryFolder();
        var path = folder.GetPath("small.npz");
        DatasetConverter.Save(SmallDataset.Create(), path);

        Assert.True(IsMappedWhileLoaded(path));
        for (var i = 0; i < 10 && IsMapped(path); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(IsMapped(path));
    }

    [Fact]
    public void Row_MatrixHasBeenCollected_CanStillBeRead()
    {
        using var folder = new TemporaryFolder();
        DatasetConverter.Save(SmallDataset.Create(), folder.GetPath("small.npz"));

        var row = RowAlone(folder.GetPath("small.npz"));
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal([59, 29.5f, -59], row.ToArray());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<float> RowAlone(string path) => DatasetLoader.Load(path).Features.Row(59);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsMappedWhileLoaded(string path)
    {
        var dataset = DatasetLoader.Load(path);
        var isMapped = IsMapped(path);
        GC.KeepAlive(dataset);
        return isMapped;
    }

    private static bool IsMapped(string path) =>
        File.ReadLines("/proc/self/maps").Any(line => line.EndsWith(path, StringComparison.Ordinal));

    private static string WriteHeader(TemporaryFolder folder, int rows, int columns)
    {
        var header = new NpyHeader(NpyType.Single, ColumnMajor: false, [rows, columns]);
        return folder.Write("features.npy", header.ToBytes(offset: 0));
    }

    private static void SetLength(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }
}
