using System.Collections.Concurrent;
using Unseen.Runs.Store;

namespace Unseen.Runs.Tests.Store;

/// <summary>The tests that a run store must pass in every kind of database.</summary>
public abstract class RunStoreTests
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(2);

    /// <summary>Returns a place for a new, empty store.</summary>
    protected abstract Task<string> NewPlace();

    [Fact]
    public async Task Take_Repeatedly_ReturnsEachRunOnceInOrder()
    {
        var store = await Filled(3);

        var taken = Enumerable.Range(0, 4).Select(_ => store.Take("s", "me", _lease)).ToArray();

        Assert.Equal(["run 0", "run 1", "run 2", null], taken.Select(run => run?.Id));
        Assert.All(taken[..3], run => Assert.Equal((RunState.Running, 1, "me"), (run!.State, run.Starts, run.Owner)));
    }

    [Fact]
    public async Task Take_OtherSweep_FindsNothing() => Assert.Null((await Filled(1)).Take("other", "me", _lease));

    [Fact]
    public async Task Take_AfterTheLeaseExpired_GivesTheRunToTheNextOwnerOnly()
    {
        var clock = new Clock();
        var store = await Filled(1, clock);
        var first = store.Take("s", "first", _lease)!;
        clock.Add(_lease - TimeSpan.FromSeconds(1));
        Assert.Null(store.Take("s", "second", _lease));
        clock.Add(TimeSpan.FromSeconds(2));

        var second = store.Take("s", "second", _lease)!;

        Assert.False(store.RenewLease(first, _lease));
        Assert.False(store.Complete(first, "{}"));
        Assert.False(store.Fail(first, "late"));
        Assert.True(store.Complete(second, """{"H":1}"""));
        var run = Assert.Single(store.Runs("s"));
        Assert.Equal((RunState.Done, """{"H":1}""", "second", 2), (run.State, run.Metrics, run.Owner, run.Starts));
    }

    [Fact]
    public async Task RenewLease_BeforeTheLeaseEnds_ExtendsTheLease()
    {
        var clock = new Clock();
        var store = await Filled(1, clock);
        var run = store.Take("s", "me", _lease)!;
        clock.Add(_lease - TimeSpan.FromSeconds(1));
        Assert.True(store.RenewLease(run, _lease, "me, elsewhere"));
        clock.Add(_lease - TimeSpan.FromSeconds(1));

        Assert.Null(store.Take("s", "other", _lease));
        Assert.Equal("me, elsewhere", store.Runs()[0].Owner);
    }

    [Fact]
    public async Task Take_WithAnInfiniteLease_CannotBeTakenAgain()
    {
        var clock = new Clock();
        var store = await Filled(1, clock);
        store.Take("s", "me", Timeout.InfiniteTimeSpan);
        clock.Add(TimeSpan.FromDays(1000));

        Assert.Null(store.Take("s", "other", _lease));
    }

    [Fact]
    public async Task Complete_Twice_ReturnsTrueBothTimes()
    {
        var store = await Filled(1);
        var run = store.Take("s", "me", _lease)!;

        Assert.True(store.Complete(run, "{}"));
        Assert.True(store.Complete(run, "{}")); // as if the response to the first call had been lost

        Assert.Equal(RunState.Done, Assert.Single(store.Runs()).State);
    }

    [Fact]
    public async Task Fail_InTwoStarts_SetsTheRunAsideUntilItIsRequeued()
    {
        var store = await Filled(1);
        var first = store.Take("s", "me", _lease)!;
        Assert.True(store.Fail(first, "no memory"));
        Assert.True(store.Fail(first, "no memory")); // not counted twice
        Assert.Equal((RunState.Pending, 1, "no memory"),
            (store.Runs()[0].State, store.Runs()[0].Failures, store.Runs()[0].Log));

        Assert.True(store.Fail(store.Take("s", "me", _lease)!, "no memory again"));

        var run = Assert.Single(store.Runs());
        Assert.Equal((RunState.SetAside, 2, "no memory again"), (run.State, run.Failures, run.Log));
        Assert.Null(store.Take("s", "me", _lease));
        Assert.Equal(1, store.Requeue("s"));
        Assert.Null(Assert.Single(store.Runs()).Started);
        Assert.NotNull(store.Take("s", "me", _lease));
    }

    [Fact]
    public async Task Release_StartedRun_CountsNoFailureAndAnotherOwnerCanTakeIt()
    {
        var store = await Filled(1);
        store.Release(store.Take("s", "me", _lease)!);

        var again = store.Take("s", "other", _lease)!;

        Assert.Equal((0, 2), (again.Failures, again.Starts));
    }

    [Fact]
    public async Task Release_NotStarted_CountsNoStart()
    {
        var store = await Filled(1);
        var run = store.Take("s", "me", _lease)!;
        Assert.True(store.Release(run, wasBegun: false));
        Assert.True(store.Release(run, wasBegun: false)); // not counted twice

        Assert.Equal((RunState.Pending, 0, null),
            (store.Runs()[0].State, store.Runs()[0].Starts, store.Runs()[0].Started));
    }

    [Fact]
    public async Task Take_RunReleasedAfterItsLastAllowedStart_SetsTheRunAside()
    {
        var store = await Filled(1);
        for (var start = 0; start < RunStore.MaxStarts; start++)
            Assert.True(store.Release(store.Take("s", "me", _lease)!));

        Assert.Null(store.Take("s", "me", _lease));
        Assert.Equal(RunState.SetAside, store.Runs()[0].State);
    }

    [Fact]
    public async Task Take_Several_ReturnsEachRunOnceAndEachCompletesSeparately()
    {
        var clock = new Clock();
        var store = await Filled(5, clock);
        store.Take("s", "gone", _lease);
        clock.Add(_lease + TimeSpan.FromSeconds(1));

        var first = store.Take("s", "me", _lease, max: 3);
        var second = store.Take("s", "other", _lease, max: 3);
        Assert.True(store.Complete(first[1], "{}"));

        Assert.Equal(["run 0", "run 1", "run 2"], first.Select(run => run.Id));
        Assert.Equal(["run 3", "run 4"], second.Select(run => run.Id));
        Assert.Equal([2, 1, 1], first.Select(run => run.Starts));
        Assert.Empty(store.Take("s", "me", _lease, max: 3));
        Assert.Equal([RunState.Running, RunState.Done, RunState.Running, RunState.Running, RunState.Running],
            store.Runs("s").Select(run => run.State));
        Assert.Equal(["run 0", "run 2", "run 3", "run 4"], store.Running("s").Select(run => run.Id));
    }

    [Fact]
    public async Task Take_ByManyAtOnce_ReturnsEachRunOnce()
    {
        const int runs = 2000, takers = 8;
        var place = await NewPlace();
        RunStore.Open(place).Put("s", "{}", "there", [.. Enumerable.Range(0, runs).Select(Run)]);

        var taken = await Task.WhenAll(Enumerable.Range(0, takers).Select(taker => Task.Run(
            () =>
            {
                var store = RunStore.Open(place);
                List<StoredRun> all = [];
                while (store.HasWorkLeft("s")
                    && store.Take("s", $"taker {taker}", _lease, max: 75) is { Count: > 0 and <= 75 } some)
                    all.AddRange(some);
                return all;
            },
            TestContext.Current.CancellationToken)));

        Assert.Equal(Enumerable.Range(0, runs).Select(number => (long)number),
            taken.SelectMany(all => all).Select(run => run.Number).Order());
    }

    [Fact]
    public async Task Put_RunNoLongerWanted_IsNotTakenUntilItIsWantedAgain()
    {
        var clock = new Clock();
        var store = await Filled(4, clock);
        store.Release(store.Take("s", "me", _lease)!);
        var (aside, later) = (store.Take("s", "me", _lease, max: 2)[1], store.Runs("s")[3]);
        store.Fail(aside, "no");
        while (store.Take("s", "me", _lease) is { } run && run.Id != later.Id)
            store.Fail(run, "no");
        clock.Add(_lease + TimeSpan.FromSeconds(1));

        store.Put("s", "{}", "there", [Run(9)]);

        Assert.Equal("run 9", store.Take("s", "me", _lease)?.Id);
        Assert.Null(store.Take("s", "me", _lease));
        Assert.True(store.Complete(store.Runs("s").Single(run => run.IsWanted), "{}"));
        Assert.False(store.HasWorkLeft("s"));
        Assert.Equal(0, store.Requeue("s"));
        Assert.Contains(store.Runs("s"), run => run is { IsWanted: false, State: RunState.SetAside });
        store.Put("s", "{}", "there", [Run(0), Run(9)]);
        Assert.True(store.HasWorkLeft("s"));
        Assert.Equal("run 0", store.Take("s", "me", _lease)?.Id);
    }

    [Fact]
    public async Task FailAndComplete_TextWithNul_IsKeptWithoutIt()
    {
        var store = await Filled(1);

        Assert.True(store.Fail(store.Take("s", "me", _lease)!, "a\0b"));
        Assert.Equal("a\uFFFDb", store.Runs()[0].Log);
        Assert.True(store.Complete(store.Take("s", "me", _lease)!, "\0"));
    }

    [Fact]
    public async Task Put_ChangedSweep_AddsNewRunsAndDeletesRemovedRunsThatNeverStarted()
    {
        var store = await Filled(3);
        store.Complete(store.Take("s", "me", _lease)!, "{}");

        store.Put("s", "{}", "there", [Run(2), Run(5)]);

        Assert.Equal([("run 0", RunState.Done), ("run 2", RunState.Pending), ("run 5", RunState.Pending)],
            store.Runs("s").Select(run => (run.Id, run.State)));
        Assert.Equal(("s", "there"), (Assert.Single(store.Sweeps()).Name, store.Sweeps()[0].Folder));
    }

    [Fact]
    public async Task Open_OtherFormat_IsRefused()
    {
        var place = await NewPlace();
        RunStore.Open(place);
        SetFormat(place, 3);
        var later = Assert.Throws<StoreException>(() => RunStore.Open(place));
        SetFormat(place, 1);
        var earlier = Assert.Throws<StoreException>(() => RunStore.Open(place));

        Assert.EndsWith("has format 3, and this version reads 2: use a later version of unseen.", later.Message);
        Assert.EndsWith("has format 1, and this version reads 2: name another store, and add finished runs to it with "
            + "unseen runs add.", earlier.Message);
    }

    [Fact]
    public async Task TakeAndComplete_ManyWritersAtOnce_CompleteEachRunOnce()
    {
        const int runs = 300, writers = 32;
        var place = await NewPlace();
        RunStore.Open(place).Put("s", "{}", "there", [.. Enumerable.Range(0, runs).Select(Run)]);

        var log = await Work(place, writers, onDone: _ => { });

        AssertAllDoneOnce(RunStore.Open(place), log, runs);
    }

    /// <summary>Changes the format number that is recorded in a store.</summary>
    protected abstract void SetFormat(string place, int format);

    /// <summary>Starts writers, each with its own store object. They take runs and complete them until no run is left
    /// to take. Every third run fails once before it is completed.</summary>
    /// <param name="place">the place of the store</param>
    /// <param name="writers">the number of writers</param>
    /// <param name="onDone">called after each completed run, with the number of runs completed so far</param>
    /// <returns>the completed runs with their metrics, which name the writer</returns>
    protected static async Task<ConcurrentBag<(string Id, string Metrics)>> Work(
        string place, int writers, Action<int> onDone)
    {
        ConcurrentBag<(string, string)> log = [];
        var done = 0;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Factory.StartNew(
            () =>
            {
                var store = RunStore.Open(place);
                while (store.Take("s", $"writer {writer}", _lease) is { } run)
                {
                    if (!store.RenewLease(run, _lease))
                        continue;
                    if (run.Failures == 0 && run.Number % 3 == 0)
                    {
                        store.Fail(run, "as planned");
                        continue;
                    }

                    var metrics = $"{{\"by\":{writer},\"start\":{run.Starts}}}";
                    if (store.Complete(run, metrics))
                    {
                        log.Add((run.Id, metrics));
                        onDone(Interlocked.Increment(ref done));
                    }
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        return log;
    }

    protected static void AssertAllDoneOnce(
        RunStore store, IReadOnlyCollection<(string Id, string Metrics)> log, int runs)
    {
        var stored = store.Runs("s");
        Assert.Equal(runs, stored.Count);
        Assert.All(stored, run => Assert.Equal(RunState.Done, run.State));
        Assert.All(stored, run => Assert.Equal(run.Number % 3 == 0 ? 1 : 0, run.Failures));
        Assert.Equal(stored.Select(run => (run.Id, run.Metrics!)).Order(), log.Order());
    }

    protected static NewRun Run(int number) => new($"run {number}", number, "tiny", "{}", $"there/{number}");

    private async Task<RunStore> Filled(int runs, Clock? clock = null)
    {
        var store = RunStore.Open(await NewPlace(), clock);
        store.Put("s", """{"name":"s"}""", "there", [.. Enumerable.Range(0, runs).Select(Run)]);
        return store;
    }

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public void Add(TimeSpan time) => _now += time;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
