using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace Unseen.Store;

/// <summary>A PostgreSQL server, for many machines at once.</summary>
internal sealed class PostgreSql : Database
{
    private const int ConnectSeconds = 10;

    private static readonly string[] _schemes = ["postgresql://", "postgres://"];

    private readonly string _connection;

    /// <summary>Takes a connection string as Npgsql has it, or postgresql://user:password@host:port/database.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public PostgreSql(string place)
    {
        var builder = _schemes.Any(place.StartsWith) ? OfUri(place) : new NpgsqlConnectionStringBuilder(place);
        if (!place.Contains("Timeout", StringComparison.OrdinalIgnoreCase))
            builder.Timeout = ConnectSeconds;
        _connection = builder.ConnectionString;
        Place = $"postgresql://{builder.Host}:{builder.Port}/{builder.Database}";
    }

    public override string Place { get; }

    public override string LockingRow => "FOR UPDATE SKIP LOCKED";

    public override string LockingSchema => "SELECT pg_advisory_xact_lock(7309117435820011)"; // any number that nothing else locks

    /// <summary>Whether a store's place is a PostgreSQL server, and no file.</summary>
    public static bool Names(string place) => _schemes.Any(place.StartsWith) || place.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    public override DbConnection Connect()
    {
        var connection = new NpgsqlConnection(_connection);
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
        exception.IsTransient || exception.InnerException is SocketException or IOException;

    public override void Forget()
    {
        using var connection = new NpgsqlConnection(_connection);
        NpgsqlConnection.ClearPool(connection);
    }

    private static NpgsqlConnectionStringBuilder OfUri(string place)
    {
        if (!Uri.TryCreate(place, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new ArgumentException($"A run store must be a path or postgresql://user:password@host:port/database, but was '{place[..(place.IndexOf(':') + 3)]}…'.");
        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Host, Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) };
        if (uri.Port > 0)
            builder.Port = uri.Port;
        if (uri.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password])
        {
            builder.Username = Uri.UnescapeDataString(user);
            if (password is [var secret])
                builder.Password = Uri.UnescapeDataString(secret);
        }

        foreach (var setting in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            if (setting.Split('=', 2) is [var name, var value])
                builder[Uri.UnescapeDataString(name)] = Uri.UnescapeDataString(value);
        return builder;
    }
}
