using System.Diagnostics;

namespace Unseen.TestSupport;

/// <summary>Waits with a time limit, so that a test fails instead of hanging.</summary>
internal static class Waiting
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(5);

    /// <summary>Waits until a condition is true, and fails if that takes more than five minutes.</summary>
    /// <param name="what">the condition in words, for the message</param>
    /// <param name="holds">checks the condition</param>
    public static Task UntilAsync(string what, Func<bool> holds) =>
        UntilAsync(what, () => Task.FromResult(holds()));

    /// <inheritdoc cref="UntilAsync(string, Func{bool})"/>
    /// <param name="what">the condition in words, for the message</param>
    /// <param name="holds">checks the condition</param>
    /// <param name="milliseconds">time between two checks, default 10</param>
    public static async Task UntilAsync(string what, Func<Task<bool>> holds, int milliseconds = 10)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < _limit, $"Waited for {_limit.TotalMinutes} minutes: {what}.");
            await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        }
    }
}
