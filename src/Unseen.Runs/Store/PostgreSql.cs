using System.Data.Common;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Npgsql;

namespace Unseen.Runs.Store;

/// <summary>A store on a PostgreSQL server, which many machines can share.</summary>
internal sealed partial class PostgreSql : Database
{
    private const int ConnectSeconds = 10;

    private static readonly string[] _schemes = ["postgresql", "postgres"];

    private readonly string _connection;

    /// <summary>Creates the store from an Npgsql connection string, or from
    /// postgresql://user:password@host:port/database.</summary>
    /// <exception cref="ArgumentException">The text is neither. The message does not quote the text, since any part of
    /// it may belong to a password.</exception>
    public PostgreSql(string place)
    {
        var builder = Read(place);
        _connection = builder.ConnectionString;
        Place = $"postgresql://{builder.Host}:{builder.Port}/{builder.Database}";
    }

    public override string Place { get; }

    public override string LockingRow => "FOR UPDATE SKIP LOCKED";

    // an arbitrary number that no other program is likely to lock
    public override string LockingSchema => "SELECT pg_advisory_xact_lock(7309117435820011)";

    /// <summary>Determines whether the location of a store is a server rather than a file. Text that may contain a
    /// password is never treated as a file, even if it is not a valid address. Otherwise, a file of that name would be
    /// created, and its path would be displayed.</summary>
    public static bool Names(string place) => Scheme().IsMatch(place) || Setting().IsMatch(place);

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

    public override string GetReason(DbException exception) => exception switch
    {
        { InnerException: TimeoutException or SocketException or IOException } =>
            "the server cannot be reached. Check its name and port, and whether it is running",
        { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            "the server refuses this user or password. PGPASSWORD or a password file sets the password",
        { SqlState: PostgresErrorCodes.InvalidCatalogName } => "the database does not exist. Create it first",
        { SqlState: PostgresErrorCodes.InsufficientPrivilege } => "this user has no permission for it",
        { SqlState: PostgresErrorCodes.TooManyConnections } => "the server has too many connections. Try again later",
        { SqlState: PostgresErrorCodes.DiskFull } => "the server's disk is full",
        { SqlState: { } code } => $"the server reports error {code}",
        _ => "the server cannot be used with these settings. Check user, password and encryption",
    };

    public override void Forget()
    {
        using var connection = new NpgsqlConnection(_connection);
        NpgsqlConnection.ClearPool(connection);
    }

    /// <summary>Reads the settings of a store, with a default for the time to connect.</summary>
    internal static NpgsqlConnectionStringBuilder Read(string place)
    {
        var address = Scheme().Match(place) is { Success: true } scheme ? Address(place.Trim(), scheme.Groups[1].Value)
            : null;
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = address is null ? new NpgsqlConnectionStringBuilder(place) : Parse(address);
        }
        catch (Exception exception) when (
            exception is ArgumentException or FormatException or InvalidCastException or OverflowException
            or KeyNotFoundException)
        {
            // The exception's message may contain a part of a password.
            throw Wrong("an address or connection string with a setting that Npgsql does not have or cannot read");
        }

        if (builder.Host is not { Length: > 0 })
            throw Wrong("a connection string without a host");
        if (!builder.ShouldSerialize(nameof(builder.Timeout))) // it was not given
            builder.Timeout = ConnectSeconds;
        return builder;
    }

    private static ArgumentException Wrong(string found) => new(
        $"A run store must be a path, postgresql://user:password@host:port/database or a connection string of Npgsql, "
            + $"but was {found}. Write special characters of an address in percent encoding, such as %40 for @.");

    private static Uri Address(string place, string scheme)
    {
        if (!_schemes.Contains(scheme, StringComparer.OrdinalIgnoreCase))
            throw Wrong("an address of another kind");
        // If there is an @ but no user information, the host ended at a character of the password, such as #.
        return Uri.TryCreate(place, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            && (uri.UserInfo.Length > 0 || !place.Contains('@'))
            ? uri
            : throw Wrong("an address that cannot be read");
    }

    private static NpgsqlConnectionStringBuilder Parse(Uri uri)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'))
        };
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

    [GeneratedRegex(@"^\s*([a-z][a-z0-9+.-]*)://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    /// <summary>Matches a setting that only a connection string has: the server or a password, under any name that
    /// Npgsql accepts.</summary>
    [GeneratedRegex(@"(^|;)\s*(host|server)\s*=|(password|pwd|psw)\s*=",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Setting();
}
