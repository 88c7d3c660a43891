using Unseen.Data.Caching;
using Unseen.Data.Layouts;
using Unseen.Data.Loading;
using Unseen.Data.Tests.Loading;
using Unseen.TestSupport;

namespace Unseen.Data.Tests.Caching;

public sealed class DatasetCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string CachePath => _folder.GetPath("cache");

    private string Source => _folder.GetPath("source");

    private DatasetCache Cache => new(CachePath) { MinBytesKept = 0 };

    public DatasetCacheTests()
    {
        Directory.CreateDirectory(Source);
        foreach (var file in Directory.GetFiles(Fixtures.GetPath("xlsa")))
            File.Copy(file, Path.Combine(Source, Path.GetFileName(file)));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_SecondTime_ReturnsTheSameDatasetMapped()
    {
        var plain = DatasetLoader.Load(Source);
        var missed = DatasetLoader.Load(Source, cache: Cache);
        var hit = DatasetLoader.Load(Source, cache: Cache);

        Assert.False(missed.Features.IsMapped);
        Assert.True(hit.Features.IsMapped);
        AssertSame(plain, missed);
        AssertSame(plain, hit);
        Assert.Single(Entries());
    }

    [Fact]
    public void Load_FloFromTheCache_EqualsTheSourceBitForBit()
    {
        var flo = SharedData.Require("FLO");
        var plain = DatasetLoader.Load(flo);
        DatasetLoader.Load(flo, cache: new DatasetCache(CachePath));
        var hit = DatasetLoader.Load(flo, cache: new DatasetCache(CachePath));

        Assert.True(hit.Features.IsMapped);
        AssertSame(plain, hit);
    }

    [Fact]
    public void Load_FolderOfTables_IsCached()
    {
        var tables = Directory.CreateDirectory(_folder.GetPath("tables")).FullName;
        File.WriteAllLines(Path.Combine(tables, "classes.csv"),
            ["class,role,a1", "ant,seen,1", "bee,seen,2", "cat,unseen,3"]);
        File.WriteAllLines(
            Path.Combine(tables, "features.csv"),
            ["image,label,f1,f2", .. Enumerable.Range(0, 30)
                .Select(i => $"{i}.jpg,{((string[])["ant", "bee", "cat"])[i % 3]},{i},{i * 7}")]);

        var plain = DatasetLoader.Load(tables);
        DatasetLoader.Load(tables, cache: Cache);

        AssertSame(plain, DatasetLoader.Load(tables, cache: Cache));
        Assert.Single(Entries());
    }

    [Fact]
    public void Load_OtherSemantics_CreatesASecondEntry()
    {
        var plain = DatasetLoader.Load(Source, semantics: "original_att");
        DatasetLoader.Load(Source, cache: Cache);
        DatasetLoader.Load(Source, semantics: "original_att", cache: Cache);

        AssertSame(plain, DatasetLoader.Load(Source, semantics: "original_att", cache: Cache));
        Assert.Equal(2, Entries().Length);
    }

    [Fact]
    public void Load_RenamedFolder_ReturnsADatasetWithTheNewName()
    {
        DatasetLoader.Load(Source, cache: Cache);
        var moved = _folder.GetPath("moved");
        Directory.Move(Source, moved);

        Assert.Equal("moved", DatasetLoader.Load(moved, cache: Cache).Name);
    }

    [Fact]
    public void Load_SourceChanged_ReadsItAgainAndReplacesTheEntry()
    {
        DatasetLoader.Load(Source, cache: Cache);
        var stale = Assert.Single(Entries());
        File.AppendAllBytes(Path.Combine(Source, "att_splits.mat"), PlainVariable());

        var plain = DatasetLoader.Load(Source);
        AssertSame(plain, DatasetLoader.Load(Source, cache: Cache));
        AssertSame(plain, DatasetLoader.Load(Source, cache: Cache));
        Assert.NotEqual(stale, Assert.Single(Entries()));
    }

    [Fact]
    public void Load_EntryTruncatedAnywhere_IsRecreated()
    {
        var plain = DatasetLoader.Load(Source);
        DatasetLoader.Load(Source, cache: Cache);
        var path = Assert.Single(Entries());
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length += 997)
        {
            File.WriteAllBytes(path, whole[..length]);

            AssertSame(plain, DatasetLoader.Load(Source, cache: Cache));
            Assert.Equal(whole, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void Load_EntryWithAFlippedBit_ReturnsTheDataOfTheSource()
    {
        var plain = DatasetLoader.Load(Source);
        DatasetLoader.Load(Source, cache: Cache);
        var path = Assert.Single(Entries());
        var whole = File.ReadAllBytes(path);
        var random = new Random(2204);
        for (var i = 0; i < 200; i++)
        {
            var bytes = whole.ToArray();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            AtomicFile.Write(path, stream => stream.Write(bytes));

            // The digest covers every sample, because the dataset has fewer than 65.
            AssertSame(plain, DatasetLoader.Load(Source, cache: Cache));
        }
    }

    [Fact]
    public void Load_EntryHoldsAnotherDataset_IsRecreated()
    {
        var other = Directory.CreateDirectory(_folder.GetPath("other")).FullName;
        foreach (var file in Directory.GetFiles(Source))
            File.Copy(file, Path.Combine(other, Path.GetFileName(file)));
        DatasetLoader.Load(other, cache: Cache);
        var wrong = Assert.Single(Entries());
        DatasetLoader.Load(Source, cache: Cache);
        File.Copy(wrong, Entries().Single(entry => entry != wrong), overwrite: true);

        Assert.Equal("source", DatasetLoader.Load(Source, cache: Cache).Name);
    }

    [Fact]
    public void Load_16TimesInParallel_ReturnsTheSameDatasetAndLeavesOneEntry()
    {
        var plain = DatasetLoader.Load(Source);

        Parallel.For(0, 16, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, _ =>
            AssertSame(plain, DatasetLoader.Load(Source, cache: Cache)));

        Assert.Equal(Directory.GetFiles(CachePath), Entries()); // no temporary file is left
        Assert.Single(Entries());
    }

    [Fact]
    public void Load_CacheFolderThatCannotBeCreated_LoadsWithoutTheCache()
    {
        File.WriteAllText(CachePath, "a file where the folder should be");

        AssertSame(DatasetLoader.Load(Source), DatasetLoader.Load(Source, cache: Cache));
        AssertSame(DatasetLoader.Load(Source),
            DatasetLoader.Load(Source, cache: new DatasetCache(
            CachePath)
            { MinBytesKept = 0, MinBytesRemembered = 0 }));
    }

    [Fact]
    public void Load_CacheFolderThatIsReadOnly_LoadsWithoutTheCache()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs Unix file modes");
            return;
        }

        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root can write to a folder that is read-only");
        Directory.CreateDirectory(CachePath, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        AssertSame(DatasetLoader.Load(Source), DatasetLoader.Load(Source, cache: Cache));
    }

    [Fact]
    public void Load_SmallSources_AreNotCached()
    {
        DatasetLoader.Load(Source, cache: new DatasetCache(CachePath));

        Assert.False(Directory.Exists(CachePath));
    }

    [Fact]
    public void Load_DatasetWithErrors_IsRefusedEveryTimeAndNotCached()
    {
        DatasetConverter.Save(SmallDataset.WithFeature(0, 0, float.NaN), _folder.GetPath("broken.npz"));
        for (var i = 0; i < 2; i++)
            Assert.Contains(
                "NaN", Assert.Throws<UnseenDataException>(
                    () => DatasetLoader.Load(_folder.GetPath("broken.npz"), cache: Cache)).Message,
                    StringComparison.Ordinal);

        Assert.False(Directory.Exists(CachePath));
    }

    [Fact]
    public void Load_SourceThatCanBeMapped_CachesOnlyThatItIsValid()
    {
        var path = _folder.GetPath("small.npz");
        DatasetConverter.Save(SmallDataset.Create(), path);
        var plain = DatasetLoader.Load(path);
        for (var i = 0; i < 2; i++)
            AssertSame(plain, DatasetLoader.Load(path, cache: Cache));
        Assert.EndsWith(".valid", Assert.Single(Directory.GetFiles(CachePath)));

        DatasetConverter.Save(SmallDataset.WithFeature(0, 0, float.NaN), path);
        Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(path, cache: Cache));
    }

    [Fact]
    public void Load_DamagedValidityMark_InspectsTheSourceAndRewritesTheMark()
    {
        var path = _folder.GetPath("small.npz");
        DatasetConverter.Save(SmallDataset.Create(), path);
        DatasetLoader.Load(path, cache: Cache);
        var mark = Assert.Single(Directory.GetFiles(CachePath));
        var text = File.ReadAllText(mark);
        File.WriteAllText(mark, text[..20]);

        DatasetLoader.Load(path, cache: Cache);

        Assert.Equal(text, File.ReadAllText(mark));
    }

    [Fact]
    public void Load_SourceChangesWhileItIsRead_IsNotCached()
    {
        var path = Path.Combine(Source, "res101.mat");
        var files = new DatasetFiles("source", [path], () => (SmallDataset.Create(), [path]));

        Cache.Load(files, null, checksums =>
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(1));
            return files.ReadWith(checksums);
        });

        Assert.False(Directory.Exists(CachePath));
    }

    [Fact]
    public void Load_EntryIsWritten_DeletesOnlyOldTemporaryFiles()
    {
        DatasetLoader.Load(Source, cache: Cache);
        var path = Assert.Single(Entries());
        var (old, young) = ($"{path}.old.tmp", $"{path}.young.tmp");
        File.Move(path, old);
        File.WriteAllText(young, "being written");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));

        DatasetLoader.Load(Source, cache: Cache);

        Assert.Equal([path, young], Directory.GetFiles(CachePath).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Checksum_LargeFile_IsRememberedUntilTheFileChanges()
    {
        var path = _folder.Write("large", [1, 2, 3]);
        var checksums = new KnownChecksums(CachePath, smallest: 3);
        var written = DateTime.UtcNow.AddMinutes(-1);
        File.SetLastWriteTimeUtc(path, written);
        var first = checksums.GetChecksum(path);
        Assert.Equal(FileChecksum.Compute(path), first);

        File.WriteAllBytes(path, [4, 5, 6]);
        File.SetLastWriteTimeUtc(path, written);
        // The checksum is remembered: the length and the time of writing have not changed.
        Assert.Equal(first, checksums.GetChecksum(path));

        File.SetLastWriteTimeUtc(path, written.AddSeconds(1));
        Assert.Equal(FileChecksum.Compute(path), checksums.GetChecksum(path));
    }

    [Fact]
    public void Checksum_LinkNowPointsToAnotherFile_IsComputedAgain()
    {
        var mount = new MountedFolder(_folder.GetPath("mount"));
        mount.Publish("first", ("large", [1, 2, 3]));
        var checksums = new KnownChecksums(CachePath, smallest: 3);
        checksums.GetChecksum(mount.GetPath("large"));
        Assert.Single(Directory.GetFiles(CachePath));

        mount.Publish("second", ("large", [4, 5, 6]));

        Assert.Equal(FileChecksum.Compute(mount.GetPath("large")), checksums.GetChecksum(mount.GetPath("large")));
    }

    [Fact]
    public void Load_LinkedFile_IsCached()
    {
        var path = _folder.GetPath("small.npz");
        DatasetConverter.Save(SmallDataset.Create(), path);
        File.CreateSymbolicLink(_folder.GetPath("link.npz"), path);
        var cache = new DatasetCache(CachePath) { MinBytesKept = new FileInfo(path).Length };

        DatasetLoader.Load(_folder.GetPath("link.npz"), cache: cache);

        Assert.Single(Directory.GetFiles(CachePath));
    }

    [Fact]
    public void Checksum_SmallOrJustWrittenFile_IsComputedEveryTime()
    {
        var checksums = new KnownChecksums(CachePath, smallest: 3);
        File.SetLastWriteTimeUtc(_folder.Write("small", [1, 2]), DateTime.UtcNow.AddMinutes(-1));
        checksums.GetChecksum(_folder.GetPath("small"));
        // With a time in the future, the file counts as just written even if this machine pauses for some seconds.
        File.SetLastWriteTimeUtc(_folder.Write("new", [1, 2, 3]), DateTime.UtcNow.AddMinutes(1));
        checksums.GetChecksum(_folder.GetPath("new"));

        Assert.False(Directory.Exists(CachePath));
    }

    [Fact]
    public void Checksum_DamagedRecord_IsComputedAgain()
    {
        var path = _folder.Write("large", [1, 2, 3]);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-1));
        var checksums = new KnownChecksums(CachePath, smallest: 3);
        var sum = checksums.GetChecksum(path);
        var record = Assert.Single(Directory.GetFiles(CachePath));
        File.WriteAllText(record, File.ReadAllText(record)[..^8]);

        Assert.Equal(sum, checksums.GetChecksum(path));
    }

    private string[] Entries() => Directory.Exists(CachePath) ? Directory.GetFiles(CachePath, "*.npz") : [];

    private static byte[] PlainVariable()
    {
        var bytes = File.ReadAllBytes(Fixtures.GetPath("little.mat"));
        return bytes[128..(128 + 8 + BitConverter.ToInt32(bytes, 132))]; // one more variable, which the loader ignores
    }

    private static void AssertSame(GzslDataset expected, GzslDataset actual)
    {
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.Checksums, actual.Checksums);
        DatasetLoaderTests.AssertSame(expected, actual);
    }
}
