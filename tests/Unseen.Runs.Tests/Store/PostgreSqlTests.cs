using Dapper;
using Npgsql;
using Unseen.Runs.Store;

namespace Unseen.Runs.Tests.Store;

[Trait("Category", "Slow")]
public sealed class PostgreSqlTests(PostgresServer server) : RunStoreTests, IClassFixture<PostgresServer>
{
    [Fact]
    public async Task TakeAndComplete_ServerCrashesInTheMiddle_CompleteEachRunOnce()
    {
        const int runs = 600, writers = 32;
        var place = await NewPlace();
        RunStore.Open(place).Put("s", "{}", "there", [.. Enumerable.Range(0, runs).Select(Run)]);
        var restart = new Task<Task>(server.Restart);
        var restarted = restart.Unwrap();
        int before = 0, after = 0;

        var log = await Work(place, writers, onDone: done =>
        {
            if (done == runs / 3)
                restart.Start(TaskScheduler.Default);
            Interlocked.Increment(ref restarted.IsCompleted ? ref after : ref before);
        });

        await restarted;
        Assert.True(before > 0 && after > 0,
            $"{before} runs were completed before the server was back, {after} after that");
        AssertAllDoneOnce(RunStore.Open(place), log, runs);
    }

    [Fact]
    public async Task Open_ConnectionString_OpensTheSameStoreAsTheAddress()
    {
        var place = new Uri(await NewPlace());
        RunStore.Open(place.OriginalString).Put("s", "{}", "there", [Run(0)]);

        var store = RunStore.Open(
            $"Host={place.Host};Port={place.Port};Username=postgres;Password=secret;"
            + $"Database={place.AbsolutePath[1..]}");

        Assert.Single(store.Runs("s"));
        Assert.DoesNotContain("secret", store.Place);
    }

    [Fact]
    public async Task Open_ManyAtOnce_CreateTheTablesOnce()
    {
        var place = await NewPlace();

        await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(_ => Task.Run(() => RunStore.Open(place), TestContext.Current.CancellationToken)));

        Assert.Empty(RunStore.Open(place).Runs());
    }

    [Fact]
    public async Task Open_ByAReadOnlyUser_ListsRuns()
    {
        var place = await NewPlace();
        RunStore.Open(place).Put("s", "{}", "there", [Run(0)]);
        var reader = $"reader_{Guid.NewGuid():N}";
        Execute(place, $"CREATE ROLE {reader} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}");

        Assert.Single(RunStore.Open(place.Replace("postgres@", $"{reader}@", StringComparison.Ordinal)).Runs("s"));
    }

    [Fact]
    public void Open_NoServer_ThrowsWithoutThePassword()
    {
        var exception = Assert.Throws<StoreException>(() => RunStore.Open("postgresql://me:secret@127.0.0.1:9/runs"));

        Assert.Equal(
            "postgresql://127.0.0.1:9/runs: the run store cannot be opened: the server cannot be reached. Check its "
            + "name and port, and whether it is running.", exception.Message);
    }

    [Fact]
    public void Open_NoHost_ThrowsWithoutThePassword()
    {
        var exception = Assert.Throws<ArgumentException>(() => RunStore.Open("postgresql://me:se cret@"));

        Assert.DoesNotContain("cret", exception.Message);
    }

    protected override Task<string> NewPlace() => server.NewDatabase();

    protected override void SetFormat(string place, int format) =>
        Execute(place, $"UPDATE unseen_store SET format = {format}");

    private static void Execute(string place, string statement)
    {
        var uri = new Uri(place);
        using var connection = new NpgsqlConnection(
            $"Host={uri.Host};Port={uri.Port};Username=postgres;Database={uri.AbsolutePath[1..]}");
        connection.Execute(statement);
    }
}
