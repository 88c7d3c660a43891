using System.Runtime.InteropServices;
using Unseen.Runs;
using Unseen.Runs.Predictions;

namespace Unseen.Cli.Tests.Commands;

/// <summary>Cancels or signals commands while they wait for input that never arrives.</summary>
public sealed partial class CancellationTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    private const int SigInt = 2, SigTerm = 15;

    // A command that ignored the cancellation would wait forever.
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("data inspect DIR")]
    [InlineData("data convert DIR DIR/out.npz")]
    [InlineData("train --data DIR --out DIR/run")]
    [InlineData("compare --data DIR --out DIR/run")]
    [InlineData("doctor --data DIR")]
    [InlineData("evaluate RUN --data DIR")]
    [InlineData("predict RUN --features DIR/features.csv")]
    public async Task Command_CancelledWhileItReads_Ends(string line)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes in the file system.");
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["classes.csv"], ["class,role,a0,a1", "ant,seen,0,1", "bee,unseen,1,0"]);
        Assert.Equal(0, MakePipe(folder["features.csv"], Convert.ToInt32("600", 8)));
        using var cancellation = new CancellationTokenSource();
        string[] args = [.. line.Split(' ').Select(word => word.Replace("DIR", folder.FullPath)
            .Replace("RUN", trained.Run))];

        var running = Task.Run(() => CommandRun.Until(cancellation.Token, args), TestContext.Current.CancellationToken);
        await using (await OpenForWritingAsync(folder["features.csv"]))
        {
            await cancellation.CancelAsync();
            var run = await running.WaitAsync(_limit, TestContext.Current.CancellationToken);

            Assert.Equal(ExitCode.Interrupted, run.ExitCode);
            Assert.Contains("interrupted", run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(SigInt)]
    [InlineData(SigTerm)]
    public async Task Process_SignalledWhileItReads_Ends(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no POSIX signals.");
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["classes.csv"], ["class,role,a0,a1", "ant,seen,0,1", "bee,unseen,1,0"]);
        Assert.Equal(0, MakePipe(folder["features.csv"], Convert.ToInt32("600", 8)));
        using var process = UnseenProcess.Start(folder.FullPath, "data", "inspect", folder.FullPath);
        await using (await OpenForWritingAsync(folder["features.csv"]))
        {
            var run = await process.End(signal).WaitAsync(_limit, TestContext.Current.CancellationToken);

            Assert.Equal(ExitCode.Interrupted, run.ExitCode);
        }
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("train --config PIPE --data DIR --out DIR/run")]
    [InlineData("compare --config PIPE --data DIR --out DIR/run")]
    [InlineData("sweep PIPE --out DIR/sweep")]
    [InlineData("predict PIPE --features DIR/classes.csv")]
    [InlineData("predict PIPE --features DIR --shard 1/1 --out DIR/scores")]
    [InlineData("evaluate PIPE --data DIR")]
    [InlineData("export PIPE --onnx DIR/x.onnx")]
    [InlineData("add-class PIPE --name owl --descriptor 0,1")]
    [InlineData("serve PIPE --port 0")]
    [InlineData("serve RUN --port 0 --api-key-file PIPE")]
    [InlineData("features extract --images DIR --backbone PIPE --out DIR/x.npz")]
    public async Task Process_SignalledWhileItReadsAConfigModelOrKeyFile_Ends(string line)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no POSIX signals.");
        using var folder = new TemporaryFolder();
        var pipe = folder["pipe.json"];
        File.WriteAllLines(folder["classes.csv"], ["class,role,a0,a1", "ant,seen,0,1", "bee,unseen,1,0"]);
        File.WriteAllText(folder["features.npz"], "");
        Assert.Equal(0, MakePipe(pipe, Convert.ToInt32("600", 8)));
        using var process = UnseenProcess.Start(folder.FullPath, [.. line.Split(' ').Select(word => word
            .Replace("DIR", folder.FullPath).Replace("RUN", trained.Run).Replace("PIPE", pipe))]);
        await using (await OpenForWritingAsync(pipe))
        {
            var run = await process.End(SigTerm).WaitAsync(_limit, TestContext.Current.CancellationToken);

            Assert.Equal(ExitCode.Interrupted, run.ExitCode);
            Assert.Contains("interrupted", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task FindPhotographs_CancelledWhileItWaitsForALine_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        using var input = new SilentReader();

        var paths = Task.Run(() => PhotographPaths.Find(["-"], input, cancellation.Token).Count(),
            TestContext.Current.CancellationToken);
        await input.ReadStarted.WaitAsync(_limit, TestContext.Current.CancellationToken);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            paths.WaitAsync(_limit, TestContext.Current.CancellationToken));
    }

    /// <summary>Opens a pipe for writing. The task completes once a command has opened the pipe for
    /// reading.</summary>
    private static Task<FileStream> OpenForWritingAsync(string pipe) => Task.Run(() =>
        new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite),
        TestContext.Current.CancellationToken).WaitAsync(_limit, TestContext.Current.CancellationToken);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, int mode);

    /// <summary>A standard input that delivers no line until it is disposed.</summary>
    private sealed class SilentReader : TextReader
    {
        private readonly TaskCompletionSource _readStarted = new();
        private readonly ManualResetEventSlim _end = new();

        public Task ReadStarted => _readStarted.Task;

        public override string? ReadLine()
        {
            _readStarted.TrySetResult();
            _end.Wait();
            return null;
        }

        protected override void Dispose(bool disposing)
        {
            _end.Set();
            base.Dispose(disposing);
        }
    }
}
