using Unseen.Runs.Store;

namespace Unseen.Runs.Tests.Store;

public sealed class StorePlaceTests
{
    [Theory]
    [InlineData("postgresql://me@db/runs", true)]
    [InlineData("POSTGRESQL://me:secret@db/runs", true)]
    [InlineData("mysql://me:secret@db/runs", true)]
    [InlineData("Host=db;Database=runs", true)]
    [InlineData("Database=runs; host = db", true)]
    [InlineData("Server=db;Password=secret", true)]
    [InlineData("Database=runs;Pwd=secret", true)]
    [InlineData("passwords.db", false)]
    [InlineData("runs/lr=0.1/runs.db", false)]
    [InlineData("runs/Host=a.db", false)]
    public void IsServer_Place_IsTrueIfItNamesAServerOrAPassword(string place, bool isServer) =>
        Assert.Equal(isServer, RunStore.IsServer(place));

    [Theory]
    [InlineData("Server=127.0.0.1;Port=9;Password=secret;Database=runs")]
    [InlineData("Host = 127.0.0.1; Port = 9; Password = secret; Database = runs")]
    [InlineData("POSTGRESQL://me:secret@127.0.0.1:9/runs")]
    public void Open_UnreachableServer_ThrowsWithoutThePassword(string place)
    {
        var exception = Assert.Throws<StoreException>(() => Open(place));

        Assert.StartsWith("postgresql://127.0.0.1:9/runs: the run store cannot be opened", exception.Message);
        Assert.DoesNotContain("secret", exception.ToString());
    }

    [Theory]
    [InlineData("mysql://me:secret@db/runs", "an address of another kind")]
    [InlineData("postgresql://me:secr/et@db/runs", "an address that cannot be read")]
    [InlineData("postgresql://me:12#secret@db/runs", "an address that cannot be read")]
    [InlineData("postgresql://me@db/runs?secret=1",
        "an address or connection string with a setting that Npgsql does not have or cannot read")]
    [InlineData("Host=db;Password=a;secret=1",
        "an address or connection string with a setting that Npgsql does not have or cannot read")]
    [InlineData("Host=db;Port=secret",
        "an address or connection string with a setting that Npgsql does not have or cannot read")]
    [InlineData("Username=me;Password=secret", "a connection string without a host")]
    public void Open_InvalidAddress_ThrowsWithoutThePassword(string place, string found)
    {
        var exception = Assert.Throws<ArgumentException>(() => Open(place));

        Assert.StartsWith(
            $"A run store must be a path, postgresql://user:password@host:port/database or a connection string of "
            + $"Npgsql, but was {found}. ", exception.Message);
        Assert.DoesNotContain("secr", exception.ToString().Split("   at ")[0]);
    }

    [Theory]
    [InlineData("Host=db;Password=Timeout", 10)]
    [InlineData("Host=db;Command Timeout=99", 10)]
    [InlineData("postgresql://me:Timeout@db/runs", 10)]
    [InlineData("Host=db;timeout=7", 7)]
    [InlineData("postgresql://db/runs?Timeout=7", 7)]
    public void Read_TimeToConnect_IsTenSecondsUnlessGiven(string place, int seconds) =>
        Assert.Equal(seconds, PostgreSql.Read(place).Timeout);

    private static void Open(string place)
    {
        try
        {
            RunStore.Open(place);
        }
        finally
        {
            Assert.False(File.Exists(place));
        }
    }
}
