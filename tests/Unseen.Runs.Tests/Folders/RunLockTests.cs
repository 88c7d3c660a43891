using Unseen.Runs.Folders;

namespace Unseen.Runs.Tests.Folders;

public sealed class RunLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unseen-");

    [Fact]
    public async Task Take_ByManyThreads_GivesTheFolderToOneThreadAtATime()
    {
        var (holders, taken) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 300; i++)
                try
                {
                    using var held = RunLock.Take(_folder.FullName, TimeProvider.System);
                    Assert.Equal(1, Interlocked.Increment(ref holders));
                    Interlocked.Increment(ref taken);
                    Thread.Yield();
                    Interlocked.Decrement(ref holders);
                }
                catch (IOException)
                {
                    // Another thread holds the lock, or has just deleted the lock file.
                }
        })));

        Assert.InRange(taken, 1, 8 * 300);
        Assert.Empty(_folder.GetFiles());
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
