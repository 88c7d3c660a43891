using Unseen.TestSupport;

namespace Unseen.Inference.Tests.Foundation;

public sealed class FileStateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unseen-");

    [Fact]
    public void Of_LinkToALink_IsTheStateOfTheFile()
    {
        var (file, link, second) = (GetPath("file"), GetPath("link"), GetPath("second"));
        File.WriteAllBytes(file, new byte[5000]);
        var time = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, time);
        File.CreateSymbolicLink(link, "file");
        File.CreateSymbolicLink(second, "link");

        var state = FileState.Read(second);

        Assert.Equal((5000, time), (state.Length, state.Written));
        Assert.Equal(FileState.Read(file), state);
    }

    [Fact]
    public void Of_MountedFile_ChangesWithItsVersion()
    {
        var mount = new MountedFolder(_folder.FullName);
        mount.Publish("first", ("tls.crt", [1, 2]));
        var before = FileState.Read(mount.GetPath("tls.crt"));
        Assert.Equal(before, FileState.Read(mount.GetPath("tls.crt")));

        mount.Publish("second", ("tls.crt", [3, 4]));

        Assert.NotEqual(before, FileState.Read(mount.GetPath("tls.crt")));
    }

    [Fact]
    public void Of_NoFile_IsTheDefault()
    {
        File.CreateSymbolicLink(GetPath("dangling"), "missing");

        Assert.All(["missing", "dangling", ""], name => Assert.Equal(default, FileState.Read(GetPath(name))));
    }

    [Fact]
    public void Write_AtomicFile_ReturnsTheStateOfTheFile()
    {
        Directory.CreateDirectory(GetPath("folder"));
        Directory.CreateSymbolicLink(GetPath("link"), "folder");
        var path = GetPath("link/file");

        var state = AtomicFile.Write(path, stream => stream.Write([1, 2, 3]));

        Assert.Equal(FileState.Read(path), state);
        Assert.Equal(3, state.Length);
        File.WriteAllBytes(path, [1, 2]);
        Assert.NotEqual(FileState.Read(path), state);
    }

    [Fact]
    public void Of_FileInADeepFolder_IsFound()
    {
        var folder = Directory.CreateDirectory(GetPath(string.Join('/', Enumerable.Repeat("a", 60)))).FullName;
        File.WriteAllBytes(Path.Combine(folder, "file"), [1, 2, 3]);

        Assert.Equal(3, FileState.Read(Path.Combine(folder, "file")).Length);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string GetPath(string name) => Path.Combine(_folder.FullName, name);
}
