using System.Net.Sockets;
using System.Runtime.InteropServices;
using Unseen.Images.Extraction;

namespace Unseen.Images.Tests.Extraction;

public sealed partial class ImageFolderTests : IDisposable
{
    private static readonly byte[] _picture = Pictures.Random(1);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Classes_FoldersOfMixedFiles_FindsPhotographsByContentAndListsSkippedFiles()
    {
        string[] taken = ["heron/a.jpg", "heron/b.JFIF", "heron/c", "heron/deeper/d.dat", "lynx/e.png"];
        foreach (var name in taken)
            _folder.Write($"images/{name}", _picture);
        string[] ignored = ["heron/.hidden.jpg", "heron/._a.jpg", "heron/Thumbs.db", "lynx/desktop.ini",
            "__MACOSX/a.jpg", "@eaDir/a.jpg", ".git/a.jpg", "lynx/@eaDir/a.jpg", "$RECYCLE.BIN/a.jpg"];
        foreach (var name in ignored)
            _folder.Write($"images/{name}", _picture);
        _folder.Write("images/heron/f.heic", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0]);
        _folder.Write("images/heron/g.txt", "notes"u8.ToArray());
        _folder.Write("images/heron/h.jpg", Array.Empty<byte>());
        _folder.Write("images/loose.jpg", _picture);

        var listing = ImageFolder.Classes(_folder.GetPath("images"));

        Assert.Equal(taken, listing.Images.Select(image => Name(image.Path)));
        Assert.Equal(["heron", "heron", "heron", "heron", "lynx"], listing.Images.Select(image => image.Label));
        Assert.Equal(
            [
                ("loose.jpg", "the file is not in the folder of a class", true),
                ("heron/f.heic", "HEIC images cannot be decoded; convert them to JPEG or PNG", true),
                ("heron/g.txt", "the file is not an image in a format that can be decoded "
                    + "(JPEG, PNG, WebP, GIF, BMP or TIFF)", false),
                ("heron/h.jpg", "the file is empty, or is a pipe, socket or device", true),
            ],
            listing.Skipped.Select(one => (Name(one.Path), one.Reason, one.IsImage)));
    }

    [Fact]
    public void Classes_WithLinks_ReadsEveryFolderOnceAndUnderItsOwnName()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        _folder.Write("images/heron/a.jpg", _picture);
        _folder.Write("images/lynx/b.jpg", _picture);
        _folder.Write("elsewhere/c.jpg", _picture);
        _folder.Write("elsewhere/inner/d.jpg", _picture);
        Link("images/heron/loop", ".");
        Link("images/heron/up", "..");
        Link("images/heron/another class", "../lynx");
        Link("images/heron/outside", "../../elsewhere");
        Link("images/heron/outside again", "../../elsewhere/inner");
        Link("images/lynx/gone", "nothing");
        Link("images/lynx/link.jpg", "../../elsewhere/c.jpg");
        Link("images/lynx/itself", "itself");

        var listing = ImageFolder.Classes(_folder.GetPath("images"));

        Assert.Equal(["heron/a.jpg", "heron/outside/c.jpg", "heron/outside/inner/d.jpg", "lynx/b.jpg", "lynx/link.jpg"],
            listing.Images.Select(image => Name(image.Path)).Order(StringComparer.Ordinal));
        Assert.Equal(["heron/another class", "heron/loop", "heron/outside again", "heron/up", "lynx/gone",
            "lynx/itself"], listing.Skipped.Select(one => Name(one.Path)).Order(StringComparer.Ordinal));

        void Link(string name, string target) => File.CreateSymbolicLink(_folder.GetPath(name), target);
    }

    [Fact]
    public void Classes_WithAPipeAndASocket_SkipsThemWithoutWaiting()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pipes and sockets are not files on Windows");
        _folder.Write("images/heron/a.jpg", _picture);
        Assert.Equal(0, MakePipe(_folder.GetPath("images/heron/pipe.jpg"), 0x1B6));
        Assert.Equal(0, MakePipe(_folder.GetPath("images/heron/pipe"), 0x1B6));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.GetPath("images/heron/s.png")));

        var listing = ImageFolder.Classes(_folder.GetPath("images"));

        Assert.Equal("heron/a.jpg", Name(Assert.Single(listing.Images).Path));
        Assert.Equal(["heron/pipe", "heron/pipe.jpg", "heron/s.png"], listing.Skipped.Select(one => Name(one.Path)));
        Assert.Equal("3 skipped (the file is empty, or is a pipe, socket or device)",
            SkippedImage.Summarize(listing.Skipped));
    }

    [Fact]
    public void Summarize_SkippedFiles_CountsByReasonWithoutDetails() => Assert.Equal(
        "2 skipped (the file is too large), 1 skipped (the image is truncated)",
        SkippedImage.Summarize([new("a", "the file is too large: 3 bytes"), new("b", "the image is truncated"),
            new("c", "the file is too large: 4 bytes")]));

    [Fact]
    public void Classes_FolderIsAbsentOrHasNoPhotographs_ThrowsWithWhatToCreate()
    {
        _folder.Write("images/heron/notes.txt", [1]);

        var (empty, absent) = (
            Assert.Throws<ImageDataException>(() => ImageFolder.Classes(_folder.GetPath("images"))),
            Assert.Throws<ImageDataException>(() => ImageFolder.Classes(_folder.GetPath("nothing"))));

        Assert.Equal("no photographs found. Create one subfolder per class here, named after the class, and put "
            + "its photographs there (JPEG, PNG, WebP, GIF, BMP or TIFF)", empty.Problem);
        Assert.Equal("the folder does not exist. Create it, with one subfolder of photographs for each class",
            absent.Problem);
    }

    public void Dispose() => _folder.Dispose();

    private string Name(string path) =>
        Path.GetRelativePath(_folder.GetPath("images"), path).Replace('\\', '/');

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
