using Dapper;
using Microsoft.Data.Sqlite;
using Unseen.Runs.Store;

namespace Unseen.Runs.Tests.Store;

public sealed class SqliteTests : RunStoreTests, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unseen-store-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Open_FolderThatCannotBeCreated_ThrowsWithThePath()
    {
        var file = Path.Combine(_folder, "notes.txt");
        File.WriteAllText(file, "");
        var path = Path.Combine(file, "runs.db");

        Assert.StartsWith($"{path}: the run store cannot be opened: ",
            Assert.Throws<StoreException>(() => RunStore.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileThatIsNotAStore_ThrowsAndLeavesTheFileUnchanged()
    {
        var path = Path.Combine(_folder, "notes.txt");
        File.WriteAllText(path, new string('x', 5000));

        var exception = Assert.Throws<StoreException>(() => RunStore.Open(path));

        Assert.Equal(
            $"{path}: the run store cannot be opened: it is not an SQLite file. Name another with --store.",
            exception.Message);
        Assert.Equal(new string('x', 5000), File.ReadAllText(path));
    }

    [Fact]
    public void Open_MissingFolder_CreatesTheFolder()
    {
        var path = Path.Combine(_folder, "a", "b", "runs.db");

        Assert.Empty(RunStore.Open(path).Runs());
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task Open_DuringAWrite_ReadsWithoutWaiting()
    {
        var path = Path.Combine(_folder, "runs.db");
        RunStore.Open(path).Put("s", "{}", "there", [Run(0)]);
        using var writer = new SqliteConnection($"Data Source={path}");
        writer.Open();
        using var transaction = writer.BeginTransaction();
        writer.Execute("UPDATE unseen_runs SET number = 1", transaction: transaction);

        var listed = Task.Run(() => RunStore.Open(path).Runs(), TestContext.Current.CancellationToken);

        // Waiting for the writer would take 30 seconds.
        Assert.Equal(0, Assert.Single(await listed.WaitAsync(
            TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Number);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_ReadOnlyFile_ListsRuns(bool isFolderReadOnly)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess,
            "needs file permissions that apply to this user: not on Windows, and not as root");
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "a ?b")).FullName;
        var path = Path.Combine(folder, "runs.db");
        RunStore.Open(path).Put("s", "{}", "there", [Run(0)]);
        SqliteConnection.ClearAllPools();
        SetMode(path, UnixFileMode.UserRead);
        if (isFolderReadOnly)
            SetMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Single(RunStore.Open(path).Runs("s"));
        SetMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void Open_AnyStore_IsInWriteAheadMode()
    {
        var path = Path.Combine(_folder, "runs.db");
        RunStore.Open(path);
        using var connection = new SqliteConnection($"Data Source={path}");

        Assert.Equal("wal", connection.ExecuteScalar<string>("PRAGMA journal_mode"));
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    protected override Task<string> NewPlace() => Task.FromResult(Path.Combine(_folder, $"{Guid.NewGuid():N}.db"));

    protected override void SetFormat(string place, int format)
    {
        using var connection = new SqliteConnection($"Data Source={place}");
        connection.Execute("UPDATE unseen_store SET format = @format", new { format });
    }
}
