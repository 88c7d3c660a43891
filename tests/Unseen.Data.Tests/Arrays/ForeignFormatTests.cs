using System.IO.Compression;
using System.Text;
using Unseen.Data.Layouts;
using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Arrays;

/// <summary>Files whose content does not match the extension of their name.</summary>
public sealed class ForeignFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Starts => new()
    {
        { "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 350111222\n",
            "this is a Git LFS pointer, not the data itself (which has 350.11 MB). Run git lfs pull" },
        { "<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n",
            "this is a web page (\"Sign in\"), not data" },
        { "\ufeff\n<HTML><body>", "this is a web page, not data" },
        { "\u001f\u008b\u0008", "compressed by gzip. Unpack it first" },
        { "BZh91AY", "compressed by bzip2" },
        { "\u00fd7zXZ", "compressed by xz" },
        { "\u00d0\u00cf\u0011\u00e0", "an old Excel workbook" },
        { "\u0080\u0004\u0095abc", "a Python pickle, which can run any code" },
        { "%PDF-1.7", "a PDF document" },
        { "\u0089PNG", "a PNG image" },
        { "", "the file is empty (0 bytes)" },
        { new string('\0', 200), "nothing but zeros" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Starts))]
    public void Open_AnotherKindOfFile_ThrowsWithItsKind(string start, string message)
    {
        var bytes = start.StartsWith('\ufeff') ? Encoding.UTF8.GetBytes(start) : Encoding.Latin1.GetBytes(start);
        foreach (var name in (string[])["features.mat", "features.npz", "features.npy", "features.csv"])
        {
            var path = _folder.Write(name, bytes);

            Assert.StartsWith($"{path}: ", GetMessage(path), StringComparison.Ordinal);
            if (!start.StartsWith('\0') || !name.EndsWith("csv", StringComparison.Ordinal))
                Assert.Contains(message, GetMessage(path), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("xl/workbook.xml",
        "an Excel workbook. Give its name the ending .xlsx, or save its sheet as \"CSV UTF-8\"")]
    [InlineData("word/document.xml", "a Word document")]
    [InlineData("photos/1.jpg", "a zip archive of other files (photos/1.jpg). Unpack it first")]
    public void Open_ZipArchiveOfOtherFiles_ThrowsWithItsKind(string entry, string message)
    {
        foreach (var name in (string[])["data.mat", "data.npz", "data.csv"])
        {
            using (var archive = ZipFile.Open(_folder.GetPath(name), ZipArchiveMode.Create))
            using (var stream = archive.CreateEntry(entry).Open())
                stream.Write("content"u8);

            Assert.Contains(message, GetMessage(_folder.GetPath(name)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("xlsa/res101.mat", "a MATLAB file. Give its name the ending .mat")]
    [InlineData("v73.mat", "a MATLAB 7.3 file. Give its name the ending .mat")]
    [InlineData("version1.npy", "a NumPy array. Give its name the ending .npy")]
    [InlineData("arrays.npz", "a NumPy archive. Give its name the ending .npz")]
    public void Read_ArrayFileNamedLikeATable_ThrowsWithTheRightExtension(string fixture, string message)
    {
        File.Copy(Fixtures.GetPath(fixture), _folder.GetPath("features.csv"));

        Assert.Contains(message, GetMessage(_folder.GetPath("features.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TableNamedLikeAnArrayFile_ThrowsThatItLooksLikeATable()
    {
        var path = _folder.Write("features.mat", "f0,f1", "1,2");

        Assert.Contains("it looks like a table or other text", GetMessage(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TruncatedArchive_ThrowsThatItIsCutShort()
    {
        var bytes = File.ReadAllBytes(Fixtures.GetPath("arrays.npz"));

        Assert.Contains("cut short", GetMessage(_folder.Write("cut.npz", bytes[..(bytes.Length / 2)])),
            StringComparison.Ordinal);
    }

    private static string GetMessage(string path) => Assert.Throws<UnseenDataException>(() =>
    {
        if (path.EndsWith(".csv", StringComparison.Ordinal))
            FeatureFile.Read(path, 2);
        else
            ArrayFiles.Open(path).Dispose();
    }).Message;
}
