using System.Data.Common;
using Dapper;
using Polly;
using Polly.Retry;

namespace Unseen.Runs.Store;

/// <summary>
/// The runs of sweeps and their states, in a database that many processes can share. With PostgreSQL, many machines can
/// share it. Each change is one statement or one transaction, and can be retried if it is not known whether it
/// succeeded. Safe to call from several threads.
/// </summary>
/// <remarks>
/// Until its lease ends, a run belongs to the process that took it. Leases depend on the clocks of the machines, which
/// must agree to within a fraction of the lease. While the database is busy or its server restarts, calls are retried
/// up to 45 times with pauses of about 80 seconds in total. In addition, each attempt waits up to 30 seconds for a
/// locked SQLite file.
/// </remarks>
public sealed partial class RunStore
{
    /// <summary>The number of failures after which a run is set aside.</summary>
    public const int MaxFailures = 2;

    /// <summary>The environment variable that names a store.</summary>
    public const string PlaceVariable = "UNSEEN_STORE";

    /// <summary>The name under which runs that belong to no sweep are listed.</summary>
    public const string NoSweepName = "single";

    /// <summary>The number of starts after which a run is set aside, so that a run that never finishes is not
    /// restarted forever.</summary>
    public const int MaxStarts = 50;

    private const string Columns =
        "id, sweep, number, dataset, config, folder, state, failures, starts, owner, claim, lease, metrics, log, "
            + "started, finished, wanted";

    /// <summary>The conditions for a run whose lease has expired and for a run that no process has taken. Each uses an
    /// index, so that queries are fast for any number of runs.</summary>
    private const string Expired = "sweep = @sweep AND state = 'Running' AND lease < @now AND wanted = 1",
        Pending = "sweep = @sweep AND state = 'Pending' AND wanted = 1";

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline _retries;

    private RunStore(Database database, TimeProvider clock)
    {
        (_database, _clock) = (database, clock);
        _retries = Retries(database, count: 45); // pauses of about 80 seconds in total
    }

    /// <summary>The location of the store, without a password.</summary>
    public string Place => _database.Place;

    /// <summary>Determines whether a location names a server rather than a file.</summary>
    /// <param name="place">as for <see cref="Open"/></param>
    public static bool IsServer(string place) => PostgreSql.Names(place);

    /// <summary>Opens a store, and creates its tables if there are none.</summary>
    /// <param name="place">path of an SQLite file, or a PostgreSQL server as an Npgsql connection string or
    /// <c>postgresql://user:password@host:port/database</c></param>
    /// <param name="clock">the clock for leases and times, or null (default) for the system clock</param>
    /// <exception cref="StoreException">The location is not a store, cannot be reached, or was created by another
    /// version.</exception>
    /// <exception cref="ArgumentException"><paramref name="place"/> is empty, or a connection string that is not
    /// valid.</exception>
    public static RunStore Open(string place, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(place);
        var store = new RunStore(Database.Create(place), clock ?? TimeProvider.System);
        try
        {
            // pauses of about ten seconds in total, since the location may be wrong
            Retries(store._database, count: 10).Execute(store.CreateTables);
            return store;
        }
        catch (DbException exception)
        {
            throw new StoreException(
                store.Place, "cannot be opened", store._database.GetReason(exception), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(store.Place, "cannot be opened", FailureReason.Describe(exception), exception);
        }
    }

    /// <summary>Adds a sweep, or updates an existing one and its runs. Runs that the sweep no longer includes are
    /// deleted if they are pending and were not started since they were added or requeued. Otherwise they are kept, but
    /// not started again.</summary>
    /// <param name="name">name of the sweep</param>
    /// <param name="spec">specification of the sweep as JSON</param>
    /// <param name="folder">folder that contains the folders of the runs</param>
    /// <param name="runs">all runs of the sweep</param>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public void Put(string name, string spec, string folder, IReadOnlyCollection<NewRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        Do(connection =>
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(
                "INSERT INTO unseen_sweeps (name, spec, folder, created) VALUES (@name, @spec, @folder, @now) ON "
                    + "CONFLICT (name) DO UPDATE SET spec = excluded.spec, folder = excluded.folder",
                new { name, spec, folder, now = Now },
                transaction);
            var unwanted = connection.Query<string>(
                "SELECT id FROM unseen_runs WHERE sweep = @name AND wanted = 1", new { name }, transaction)
                .Except(runs.Select(run => run.Id)).Select(id => new { id }).ToArray();
            connection.Execute("UPDATE unseen_runs SET wanted = 0 WHERE id = @id", unwanted, transaction);
            connection.Execute("DELETE FROM unseen_runs WHERE id = @id AND state = 'Pending' AND starts = 0", unwanted,
                transaction);
            connection.Execute(
                $"""
                INSERT INTO unseen_runs ({Columns})
                VALUES (@Id, @name, @Number, @Dataset, @Config, @Folder, 'Pending', 0, 0, NULL, NULL, 0, NULL, NULL,
                    NULL, NULL, 1)
                ON CONFLICT (id) DO UPDATE SET number = excluded.number, wanted = 1,
                    config = CASE WHEN unseen_runs.state = 'Running' THEN unseen_runs.config ELSE excluded.config END,
                    folder = CASE WHEN unseen_runs.state = 'Running' THEN unseen_runs.folder ELSE excluded.folder END
                """,
                runs.Select(run => new { run.Id, name, run.Number, run.Dataset, run.Config, run.Folder }),
                transaction);
            transaction.Commit();
            return runs.Count;
        });
    }

    /// <summary>Takes the next free run: a run that is pending, or whose lease has expired.</summary>
    /// <param name="sweep">name of the sweep</param>
    /// <param name="owner">description of the process that takes the run</param>
    /// <param name="lease">duration of the lease, which <see cref="RenewLease"/> can extend;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no end</param>
    /// <returns>the run, or null if no run is currently free</returns>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public StoredRun? Take(string sweep, string owner, TimeSpan lease) =>
        Take(sweep, owner, lease, max: 1) is [var run] ? run : null;

    /// <summary>Takes the next free runs, as <see cref="Take(string, string, TimeSpan)"/> takes one.</summary>
    /// <param name="sweep">name of the sweep</param>
    /// <param name="owner">description of the process that takes the runs</param>
    /// <param name="lease">duration of the lease</param>
    /// <param name="max">maximum number of runs, at least 1</param>
    /// <returns>the runs, sorted by number; fewer than <paramref name="max"/> if no more are currently free</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is less than 1.</exception>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public IReadOnlyList<StoredRun> Take(string sweep, string owner, TimeSpan lease, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        var claim = Guid.NewGuid().ToString("N");
        return Do<IReadOnlyList<StoredRun>>(connection =>
        {
            connection.Execute(
                $"UPDATE unseen_runs SET state = 'SetAside', finished = @now, log = @log WHERE sweep = @sweep AND "
                    + $"starts >= {MaxStarts} AND (({Expired}) OR ({Pending}))",
                new { sweep, now = Now, log = $"It was started {MaxStarts} times and never finished." });
            // A retry after a lost response must not take other runs. The runs of one call can have the same claim,
            // since changes identify a run by its id and claim together.
            var taken = Select(connection, "WHERE claim = @claim", new { claim }).ToList();
            if (taken.Count > 0)
                return taken;
            foreach (var free in (string[])[$"{Expired} ORDER BY lease", $"{Pending} ORDER BY number"])
                if (taken.Count < max)
                    taken.AddRange(connection.Query<StoredRow>(
                        $"""
                        WITH free AS MATERIALIZED
                            (SELECT id FROM unseen_runs WHERE {free} LIMIT @left {_database.LockingRow})
                        UPDATE unseen_runs SET state = 'Running', starts = starts + 1, owner = @owner,
                            claim = @claim, lease = @end, started = COALESCE(started, @now)
                        WHERE id IN (SELECT id FROM free)
                        RETURNING {Columns}
                        """,
                        new { sweep, owner, claim, now = Now, end = GetEnd(lease), left = max - taken.Count })
                            .Select(row => row.ToRun()));
            taken.Sort((one, other) => one.Number.CompareTo(other.Number));
            return taken;
        });
    }

    /// <summary>Extends the lease of a run.</summary>
    /// <param name="run">a run that was taken</param>
    /// <param name="lease">duration from now, as in <see cref="Take(string, string, TimeSpan)"/></param>
    /// <param name="owner">the new owner, or null (default) for the owner of <paramref name="run"/></param>
    /// <returns>false if the run no longer belongs to the caller</returns>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public bool RenewLease(StoredRun run, TimeSpan lease, string? owner = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Change(run, "lease = @end, owner = @owner", new { end = GetEnd(lease), owner = owner ?? run.Owner }, _ =>
            false);
    }

    /// <summary>Stores the results of a run and marks it as done.</summary>
    /// <param name="run">a run that was taken</param>
    /// <param name="metrics">the results as JSON</param>
    /// <returns>false if the run no longer belongs to the caller</returns>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public bool Complete(StoredRun run, string metrics) => Change(
        run, "state = 'Done', metrics = @metrics, log = NULL, lease = 0, finished = @now",
            new { metrics = WithoutNul(metrics), now = Now }, current => current.State == RunState.Done);

    /// <summary>Releases a run, so that another process can resume it.</summary>
    /// <param name="run">a run that was taken</param>
    /// <param name="wasBegun">whether the run was started, default true; if false, taking the run does not count
    /// towards <see cref="MaxStarts"/></param>
    /// <returns>false if the run no longer belongs to the caller</returns>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public bool Release(StoredRun run, bool wasBegun = true) => Change(
        run, $"state = 'Pending', lease = 0{(wasBegun ? "" : ", starts = starts - 1, "
            + "started = CASE WHEN starts = 1 THEN NULL ELSE started END")}", new { },
        current => current.State == RunState.Pending);

    /// <summary>Records a failure of a run. The run becomes pending again, or is set aside after
    /// <see cref="MaxFailures"/> failures.</summary>
    /// <param name="run">a run that was taken</param>
    /// <param name="log">last lines of the run's log</param>
    /// <returns>false if the run no longer belongs to the caller</returns>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public bool Fail(StoredRun run, string log)
    {
        ArgumentNullException.ThrowIfNull(run);
        var failures = run.Failures + 1;
        var next = failures < MaxFailures ? "state = 'Pending'" : "state = 'SetAside', finished = @now";
        return Change(run, $"{next}, lease = 0, failures = @failures, log = @log",
            new { failures, log = WithoutNul(log), now = Now }, current => current.Failures == failures);
    }

    /// <summary>Changes the state of runs that were set aside to pending, and resets their numbers of failures and
    /// starts and the time of their first start.</summary>
    /// <param name="sweep">name of the sweep</param>
    /// <returns>the number of runs that were changed</returns>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public int Requeue(string sweep) => Do(connection => connection.Execute(
        "UPDATE unseen_runs SET state = 'Pending', failures = 0, starts = 0, lease = 0, started = NULL, "
            + "finished = NULL WHERE sweep = @sweep AND state = 'SetAside' AND wanted = 1", new { sweep }));

    /// <summary>Adds a finished run that belongs to no sweep. If the store already has the run, replaces its
    /// results.</summary>
    /// <param name="sweep">the name under which the run is listed, such as <see cref="NoSweepName"/></param>
    /// <param name="run">the run</param>
    /// <param name="metrics">the results of the run as JSON</param>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public void Add(string sweep, NewRun run, string metrics)
    {
        ArgumentNullException.ThrowIfNull(run);
        Do(connection => connection.Execute(
            $"""
            INSERT INTO unseen_runs ({Columns}) VALUES (@Id, @sweep, @Number, @Dataset, @Config, @Folder, 'Done', 0, 1,
                NULL, NULL, 0, @metrics, NULL, NULL, @now, 1)
            ON CONFLICT (id) DO UPDATE SET metrics = excluded.metrics, config = excluded.config,
                dataset = excluded.dataset, finished = excluded.finished
            """,
            new { run.Id, sweep, run.Number, run.Dataset, run.Config, run.Folder, metrics, now = Now }));
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private long GetEnd(TimeSpan lease) =>
        lease == Timeout.InfiniteTimeSpan ? long.MaxValue : Now + (long)lease.TotalMilliseconds;

    /// <summary>Replaces NUL characters, which PostgreSQL does not accept.</summary>
    private static string WithoutNul(string text) => text.Replace('\0', '\uFFFD');

    private static ResiliencePipeline Retries(Database database, int count) =>
        new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<DbException>(database.IsTransient),
            MaxRetryAttempts = count,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromSeconds(2),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            OnRetry = _ =>
            {
                database.Forget();
                return ValueTask.CompletedTask;
            },
        }).Build();

    /// <summary>Changes a run if it still has the same claim.</summary>
    /// <param name="run">the run as it was taken</param>
    /// <param name="changes">the columns to set</param>
    /// <param name="arguments">values of the columns</param>
    /// <param name="isMade">determines from the current state whether an earlier attempt, whose response was lost,
    /// made the change</param>
    private bool Change(StoredRun run, string changes, object arguments, Func<StoredRun, bool> isMade)
    {
        ArgumentNullException.ThrowIfNull(run);
        var all = new DynamicParameters(arguments);
        all.AddDynamicParams(new { run.Id, run.Claim });
        return Do(connection =>
            connection.Execute(
                $"UPDATE unseen_runs SET {changes} WHERE id = @Id AND claim = @Claim AND state = 'Running'", all) == 1
            || Select(connection, "WHERE id = @Id AND claim = @Claim", new { run.Id, run.Claim }).Any(isMade));
    }

    private T Do<T>(Func<DbConnection, T> work)
    {
        try
        {
            return _retries.Execute(() =>
            {
                using var connection = _database.Connect();
                return work(connection);
            });
        }
        catch (DbException exception)
        {
            throw new StoreException(Place, "failed while it was in use", _database.GetReason(exception), exception);
        }
    }
}
