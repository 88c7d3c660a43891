using System.IO.Compression;
using System.Text;
using Unseen.Data.Downloads;

namespace Unseen.Data.Tests.Downloads;

public class ArchiveExtractionTests
{
    [Fact]
    public void Extract_DataAndCode_ExtractsOnlyTheDataUnderTheNamesOfTheLoader()
    {
        using var folder = new TemporaryFolder();
        var archive = Zip(folder, ("xlsa17/data/AWA2/res101.mat", "a"), ("xlsa17/data/APY/att_splits.mat", "bc"),
            ("xlsa17/data/CUB/sent_splits.mat", "d"), ("xlsa17/code/ale.m", "x"), ("xlsa17/data/CUB/", ""));
        var files = ArchiveExtraction.Extract(
            archive, folder.GetPath("data"), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([("AwA2/res101.mat", 1), ("aPY/att_splits.mat", 2), ("CUB/sent.mat", 1)], files);
        Assert.Equal("bc", File.ReadAllText(folder.GetPath("data/aPY/att_splits.mat")));
        Assert.Equal(3, Directory.GetFiles(folder.GetPath("data"), "*", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData("../CUB/res101.mat")]
    [InlineData("a/../../CUB/res101.mat")]
    [InlineData("/CUB/res101.mat")]
    [InlineData("C:/CUB/res101.mat")]
    [InlineData("a\\..\\CUB\\res101.mat")]
    [InlineData("../../evil.m")] // not data, but still a reason to refuse the whole archive
    public void Extract_PathOutsideTheFolder_IsRefusedBeforeAnythingIsWritten(string entry)
    {
        using var folder = new TemporaryFolder();
        var archive = Zip(folder, ("x/SUN/res101.mat", "a"), (entry, "b"));
        Assert.Contains("is absolute, or contains '..', a colon or a backslash, so nothing was extracted",
            Refusal(archive, folder));
    }

    [Fact]
    public void Extract_SymbolicLink_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var archive = folder.GetPath("a.zip");
        using (var zip = ZipFile.Open(archive, ZipArchiveMode.Create))
            zip.CreateEntry("x/CUB/res101.mat").ExternalAttributes = 0xA1FF << 16;
        Assert.Contains("is a symbolic link, so nothing was extracted", Refusal(archive, folder));
    }

    [Fact]
    public void Extract_NamesThatDifferInCaseOnly_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var archive = Zip(folder, ("x/CUB/a.mat", "a"), ("x/CUB/A.mat", "b"));
        Assert.Contains("2 entries belong to the same file, ", Refusal(archive, folder));
    }

    [Fact]
    public void Extract_MoreEntriesOrBytesThanTheLimit_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var archive = Zip(folder, ("x/CUB/res101.mat", new string('a', 5000)), ("x/CUB/att_splits.mat", "b"));
        Assert.Contains("has 2 entries, more than the limit of 1, so nothing was extracted",
            Refusal(archive, folder, new ExtractionLimits(Entries: 1)));
        Assert.Contains($"the files take {5001:N0} bytes, more than the limit of {5000:N0}",
            Refusal(archive, folder, new ExtractionLimits(Bytes: 5000)));
        Assert.Equal(2, ArchiveExtraction.Extract(
            archive, folder.GetPath("data"), new ExtractionLimits(2, 5001),
            TestContext.Current.CancellationToken).Count);
    }

    [Fact]
    public void Extract_EntriesWhoseLengthsOverflow_AreRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] entries = [.. Zip64Entry("x/CUB/res101.mat"), .. Zip64Entry("x/CUB/att_splits.mat")];
        var archive = folder.Write("a.zip", [.. entries, .. "PK\x05\x06"u8, 0, 0, 0, 0, 2, 0, 2, 0,
            .. BitConverter.GetBytes(entries.Length), 0, 0, 0, 0, 0, 0]);

        Assert.Contains($"the files take {decimal.Parse("9223372036854775808"):N0} bytes", Refusal(archive, folder));

        // an entry of the zip file's central directory that states a length of 2^62 bytes
        static byte[] Zip64Entry(string name) =>
        [
            .. "PK\x01\x02"u8, 45, 0, 45, 0, .. new byte[12], 255, 255, 255, 255, 255, 255, 255, 255,
            (byte)name.Length, 0, 20, 0, .. new byte[14], .. Encoding.ASCII.GetBytes(name),
            1, 0, 16, 0, .. BitConverter.GetBytes(1L << 62), .. BitConverter.GetBytes(1L),
        ];
    }

    [Fact]
    public void Extract_HeaderWithTheWrongSize_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var archive = Zip(folder, ("x/CUB/res101.mat", new string('a', 5000)));
        var bytes = File.ReadAllBytes(archive);
        for (var i = 0; i + 4 <= bytes.Length; i++)
            if (BitConverter.ToInt32(bytes, i) == 5000)
                BitConverter.GetBytes(10).CopyTo(bytes, i); // in the local header and in the central directory
        File.WriteAllBytes(archive, bytes);
        Assert.Contains("The archive is damaged", Refusal(archive, folder));
    }

    [Fact]
    public void Extract_TruncatedArchiveOrFlippedBit_IsExtractedOrRefused()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(
            Zip(folder, ("x/CUB/res101.mat", "some words, some more words"), ("x/CUB/att_splits.mat", "b")));
        var random = new Random(1);
        for (var i = 0; i < whole.Length; i++)
        {
            var flipped = whole.ToArray();
            flipped[i] ^= (byte)(1 << random.Next(8));
            foreach (var bytes in new[] { whole[..i], flipped })
            {
                var archive = folder.Write("damaged.zip", bytes);
                try
                {
                    ArchiveExtraction.Extract(archive, folder.GetPath("out"),
                        cancellation: TestContext.Current.CancellationToken);
                }
                catch (UnseenDataException exception)
                {
                    Assert.StartsWith(archive, exception.Message);
                }
            }
        }

        Assert.Empty(Directory.GetDirectories(folder.GetPath("out"), ".extracting*"));
    }

    [Fact]
    public void Extract_CancelledInTheSecondFile_KeepsTheDataExtractedBefore()
    {
        const int mebibytes = 512; // of zeros: the archive is small, but takes long enough to extract
        using var folder = new TemporaryFolder();
        var data = folder.GetPath("data");
        ArchiveExtraction.Extract(Zip(folder, ("x/CUB/res101.mat", "old")), data,
            cancellation: TestContext.Current.CancellationToken);
        var archive = folder.GetPath("b.zip");
        using (var zip = ZipFile.Open(archive, ZipArchiveMode.Create))
        {
            using (var first = zip.CreateEntry("x/CUB/res101.mat").Open())
                first.Write("new"u8);
            using var second = zip.CreateEntry("x/SUN/res101.mat", CompressionLevel.Fastest).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < mebibytes; i++)
                second.Write(zeros);
        }

        using var cancelled = new CancellationTokenSource();
        // A separate thread, since the thread pool may be busy with other tests during the extraction.
        var canceller = new Thread(() =>
        {
            while (Directory.GetDirectories(data, "SUN", SearchOption.AllDirectories).Length == 0)
                Thread.Sleep(1);
            cancelled.Cancel();
        })
        { IsBackground = true };
        canceller.Start();

        Assert.ThrowsAny<OperationCanceledException>(
            () => ArchiveExtraction.Extract(archive, data, cancellation: cancelled.Token));

        canceller.Join();
        Assert.Equal("old", File.ReadAllText(folder.GetPath("data/CUB/res101.mat")));
        Assert.Equal([folder.GetPath("data/CUB")], Directory.GetFileSystemEntries(data));
    }

    private static string Refusal(string archive, TemporaryFolder folder, ExtractionLimits? limits = null)
    {
        var exception = Assert.Throws<UnseenDataException>(
            () => ArchiveExtraction.Extract(
            archive, folder.GetPath("refused"), limits, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(folder.GetPath("refused"), "*", SearchOption.AllDirectories));
        Assert.Single(Directory.GetFiles(folder.FullPath));
        return exception.Message;
    }

    private static string Zip(TemporaryFolder folder, params (string Name, string Content)[] entries)
    {
        using var zip = ZipFile.Open(folder.GetPath("a.zip"), ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write(content);
        }

        return folder.GetPath("a.zip");
    }
}
