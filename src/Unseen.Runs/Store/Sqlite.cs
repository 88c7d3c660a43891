using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Unseen.Runs.Store;

/// <summary>One file, in write-ahead mode: many processes of one machine may use it at once.</summary>
/// <param name="path">the file; made if it is absent, with its folder</param>
internal sealed class Sqlite(string path) : Database
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, CannotOpen = 14;
    private const int WaitSeconds = 30;

    private readonly string _connection =
        new SqliteConnectionStringBuilder
        {
            DataSource = Path.GetFullPath(path),
            DefaultTimeout = WaitSeconds
        }.ToString();

    public override string Place => path;

    public override string LockingRow => "";

    public override string LockingSchema => "SELECT 1";

    public override DbConnection Connect()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var connection = new SqliteConnection(_connection);
        try
        {
            connection.Open();
            // full, or a power cut could undo what was said to be done
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            return connection;
        }
        catch (SqliteException exception) when (
            exception.SqliteErrorCode is ReadOnly or CannotOpen && File.Exists(path))
        {
            connection.Dispose();
            return ConnectToRead();
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection for who may not write to the file or its folder.</summary>
    private SqliteConnection ConnectToRead()
    {
        var full = Path.GetFullPath(path);
        // Write-ahead mode wants files beside it; without them nobody has it open, and it is as it lies there.
        var source = File.Exists($"{full}-wal") ? full : $"{new Uri(full).AbsoluteUri}?immutable=1";
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = SqliteOpenMode.ReadOnly,
            DefaultTimeout = WaitSeconds
        }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public override bool IsTransient(DbException exception) =>
        exception is SqliteException { SqliteErrorCode: Busy or Locked };

    public override void Forget()
    {
    }
}
