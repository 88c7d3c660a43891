using Unseen.Runs.Folders;
using Unseen.Runs.Records;

namespace Unseen.Runs.Tests.Folders;

public sealed class RunFolderTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("unseen-");

    private string Out => Path.Combine(_root.FullName, "out");

    [Theory]
    [InlineData("out/notes.tmp", false)]
    [InlineData("out/notes.tmp", true)]
    [InlineData("out/x.tmp/notes", false)]
    [InlineData("out/x.0123456789abcdef0123456789abcdef.tmp/notes", false)]
    public void Begin_FolderWithFilesOfTheUser_ThrowsAndKeepsTheFiles(string file, bool overwrite)
    {
        Write(file);

        Assert.Throws<UsageException>(() => Begin(overwrite));

        Assert.True(File.Exists(Path.Combine(_root.FullName, file)));
    }

    [Fact]
    public void Begin_FolderWithAnAbandonedTemporaryFile_DeletesThatFile()
    {
        Write("out/options.json.0123456789abcdef0123456789abcdef.tmp");

        using var folder = Begin(overwrite: false);

        Assert.Empty(Directory.GetFiles(Out, "*.tmp"));
    }

    [Theory]
    [InlineData("out.unseen-new")]
    [InlineData("out.unseen-replaced")]
    public void Begin_OverwriteBesideAUserFolderWithATemporaryName_ThrowsAndKeepsThatFolder(string name)
    {
        Write($"out/{RunDescription.FileName}");
        Write($"{name}/notes");

        Assert.StartsWith($"{Path.Combine(_root.FullName, name)} has files",
            Assert.Throws<UsageException>(() => Begin(overwrite: true)).Message, StringComparison.Ordinal);

        Assert.True(File.Exists(Path.Combine(_root.FullName, name, "notes")));
    }

    [Fact]
    public void Begin_FolderInUse_LeavesNoFolderBehind()
    {
        Write($"out/{RunDescription.FileName}");
        using var held = RunLock.Take(Out, TimeProvider.System);

        Assert.Throws<FolderInUseException>(() => Begin(overwrite: true));

        Assert.Equal(["out"], _root.GetDirectories().Select(one => one.Name));
    }

    [Fact]
    public void Begin_EmptyFolderInAReadOnlyFolder_UsesTheEmptyFolder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess,
            "needs file permissions that apply to this user: not on Windows, and not as root");
        Directory.CreateDirectory(Out);
        SetMode(UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            using var folder = Begin(overwrite: false);
            Assert.Throws<UsageException>(() => ResultFolder.Check(new OutputPlace(Out), "results.json"));
        }
        finally
        {
            SetMode(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => _root.Delete(recursive: true);

    private RunFolder Begin(bool overwrite) =>
        RunFolder.Begin(new OutputPlace(Out, overwrite), "", TimeProvider.System);

    private void Write(string file)
    {
        var path = Path.Combine(_root.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }

    private void SetMode(UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_root.FullName, mode);
    }
}
