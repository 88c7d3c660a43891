using Unseen.Data.Downloads;
using Unseen.TestSupport;

namespace Unseen.Data.Tests.Downloads;

public class ArchiveDownloadTests
{
    private static readonly byte[] _content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 / 3))];
    private static readonly DownloadOptions _impatient =
        new() { StallLimit = TimeSpan.FromSeconds(10), Retries = 0, Pause = TimeSpan.Zero };

    [Fact]
    public async Task Fetch_CompleteResponse_WritesTheFileAndReportsEveryByte()
    {
        using var folder = new TemporaryFolder();
        using var server = new StubServer((_, _, stream) =>
            StubServer.WriteAsync(stream, "200 OK", Length(_content), _content));
        var reports = new List<DownloadProgress>();
        await FetchAsync(server, folder, _impatient, reports);
        Assert.Equal(_content, File.ReadAllBytes(folder.GetPath("a.zip")));
        Assert.Equal((_content.Length, _content.Length), (reports[^1].Bytes, reports[^1].Total));
        Assert.Equal(["a.zip"], Directory.GetFiles(folder.FullPath).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Fetch_ConnectionBreaks_ThrowsWithBothByteCountsAndContinuesNextTime()
    {
        using var folder = new TemporaryFolder();
        using var server = new StubServer(async (head, connection, stream) =>
        {
            if (connection == 0)
                await StubServer.WriteAsync(stream, "200 OK", Length(_content) + "ETag: \"v1\"\r\n",
                    _content.AsMemory(0, 100_000));
            else
                await StubServer.WriteAsync(
                    stream, "206 Partial Content",
                        $"Content-Length: 200000\r\nContent-Range: bytes 100000-299999/300000\r\n",
                        _content.AsMemory(100_000));
        });
        var exception = await Assert.ThrowsAnyAsync<IOException>(() => FetchAsync(server, folder, _impatient));
        Assert.Contains($"the connection broke after {100_000:N0} of {_content.Length:N0} bytes",
            exception.Message);
        Assert.False(File.Exists(folder.GetPath("a.zip")));

        await FetchAsync(server, folder, _impatient);
        Assert.Contains("Range: bytes=100000-", server.Requests[1]);
        Assert.Contains("If-Range: \"v1\"", server.Requests[1]);
        Assert.Equal(_content, File.ReadAllBytes(folder.GetPath("a.zip")));
    }

    [Fact]
    public async Task Fetch_ServerIgnoresTheRange_ReplacesThePartialFile()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.GetPath("a.zip.part"), new byte[1000]);
        File.WriteAllText(folder.GetPath("a.zip.part.etag"), "\"old\"");
        using var server = new StubServer((_, _, stream) =>
            StubServer.WriteAsync(stream, "200 OK", Length(_content), _content));
        await FetchAsync(server, folder, _impatient);
        Assert.Contains("If-Range: \"old\"", server.Requests[0]);
        Assert.Equal(_content, File.ReadAllBytes(folder.GetPath("a.zip")));
    }

    [Fact]
    public async Task Fetch_PartialFileIsComplete_RenamesIt()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.GetPath("a.zip.part"), _content);
        File.WriteAllText(folder.GetPath("a.zip.part.etag"), "\"v1\"");
        using var server = new StubServer((_, _, stream) =>
            StubServer.WriteAsync(stream, "416 Range Not Satisfiable",
                $"Content-Range: bytes */{_content.Length}\r\nContent-Length: 0\r\n", default));
        await FetchAsync(server, folder, _impatient);
        Assert.Equal(_content, File.ReadAllBytes(folder.GetPath("a.zip")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fetch_ServerStalls_ThrowsAndKeepsTheReceivedBytes(bool afterSomeBytes)
    {
        using var folder = new TemporaryFolder();
        using var server = new StubServer(async (_, _, stream) =>
        {
            if (afterSomeBytes)
                await StubServer.WriteAsync(stream, "200 OK", Length(_content), _content.AsMemory(0, 5000));
            await Task.Delay(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        });
        // The limit is long enough for the first bytes to arrive, even on a busy machine.
        var options = _impatient with { StallLimit = TimeSpan.FromSeconds(4) };
        var exception = await Assert.ThrowsAnyAsync<IOException>(() => FetchAsync(server, folder, options));
        Assert.Contains("the server has sent nothing for 4 s. Run the same command again to continue.",
            exception.Message);
        Assert.Equal(afterSomeBytes ? 5000 : 0, File.Exists(folder.GetPath("a.zip.part"))
            ? new FileInfo(folder.GetPath("a.zip.part")).Length : 0);
    }

    [Fact]
    public async Task Fetch_ConnectionBreaksSeveralTimes_IsRetried()
    {
        using var folder = new TemporaryFolder();
        using var server = new StubServer(async (head, connection, stream) =>
        {
            var start = connection * 100_000;
            var status = connection == 0 ? "200 OK" : "206 Partial Content";
            var range = connection == 0 ? ""
                : $"Content-Range: bytes {start}-{_content.Length - 1}/{_content.Length}\r\n";
            await StubServer.WriteAsync(stream, status,
                $"Content-Length: {_content.Length - start}\r\n{range}ETag: \"v1\"\r\n",
                _content.AsMemory(start, 100_000));
        });
        await FetchAsync(server, folder, _impatient with { Retries = 2 });
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(_content, File.ReadAllBytes(folder.GetPath("a.zip")));
    }

    [Fact]
    public async Task Fetch_NoServer_ThrowsWithoutARetry()
    {
        using var folder = new TemporaryFolder();
        var download = new ArchiveDownload(new Uri("http://127.0.0.1:9/a.zip"), folder.GetPath("a.zip"),
            _impatient with { Retries = 1, Pause = TimeSpan.FromDays(1) });

        var exception = await Assert.ThrowsAsync<IOException>(
            () => download.FetchAsync(cancellation: TestContext.Current.CancellationToken));

        Assert.Contains("the server cannot be reached", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_ConnectionIsReset_IsRetried()
    {
        using var folder = new TemporaryFolder();
        var hasArrived = new TaskCompletionSource();
        using var server = new StubServer(async (_, connection, stream) =>
        {
            await StubServer.WriteAsync(stream, "200 OK", Length(_content),
                connection == 0 ? _content.AsMemory(0, 100_000) : _content);
            if (connection > 0)
                return;
            await hasArrived.Task; // a reset discards bytes that the client has not read yet
            stream.Socket.Close(0); // a timeout of 0 resets the connection
        });
        var download = new ArchiveDownload(
            new Uri(server.Address), folder.GetPath("a.zip"), _impatient with { Retries = 1 });

        await download.FetchAsync(new Reports(_ => hasArrived.TrySetResult()), TestContext.Current.CancellationToken);

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(_content, File.ReadAllBytes(folder.GetPath("a.zip")));
    }

    [Theory]
    [InlineData("404 Not Found", 1)]
    [InlineData("503 Unavailable", 3)]
    public async Task Fetch_ErrorStatus_ThrowsWithTheStatusAndRetriesOnlyServerErrors(string status, int requests)
    {
        using var folder = new TemporaryFolder();
        using var server = new StubServer((_, _, stream) =>
            StubServer.WriteAsync(stream, status, "Content-Length: 0\r\n", default));
        var exception = await Assert.ThrowsAnyAsync<IOException>(
            () => FetchAsync(server, folder, _impatient with { Retries = 2 }));
        Assert.Contains($"the server answered {status[..3]}", exception.Message);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task Fetch_RedirectToAFile_IsNotFollowed()
    {
        using var folder = new TemporaryFolder();
        using var server = new StubServer((_, _, stream) =>
            StubServer.WriteAsync(stream, "302 Found", "Location: file:///etc/hostname\r\nContent-Length: 0\r\n",
            default));
        Assert.Contains("redirects to an address that is not on the web",
            (await Assert.ThrowsAnyAsync<IOException>(() => FetchAsync(server, folder, _impatient))).Message);
    }

    [Fact]
    public async Task Fetch_ServerNotListening_ThrowsWithThePathForAManualDownload()
    {
        using var folder = new TemporaryFolder();
        string address;
        using (var server = new StubServer((_, _, _) => Task.CompletedTask))
            address = server.Address;
        var download = new ArchiveDownload(new Uri(address), folder.GetPath("a.zip"), _impatient);
        var message = (await Assert.ThrowsAnyAsync<IOException>(
            () => download.FetchAsync(cancellation: TestContext.Current.CancellationToken))).Message;
        Assert.Contains("Check the network, or put the file at " + folder.GetPath("a.zip"), message);
    }

    [Fact]
    public async Task Fetch_Cancelled_KeepsTheReceivedBytes()
    {
        using var folder = new TemporaryFolder();
        using var cancellation = new CancellationTokenSource();
        using var server = new StubServer(async (_, _, stream) =>
        {
            await StubServer.WriteAsync(stream, "200 OK", Length(_content) + "ETag: \"v1\"\r\n",
                _content.AsMemory(0, 7000));
            await Task.Delay(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        });
        var download = new ArchiveDownload(new Uri(server.Address), folder.GetPath("a.zip"), new DownloadOptions());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => download.FetchAsync(new Reports(_ => cancellation.Cancel()), cancellation.Token));
        Assert.InRange(new FileInfo(folder.GetPath("a.zip.part")).Length, 1, 7000);
    }

    [Fact]
    public void Create_OptionsOutOfRange_AreRefused()
    {
        var options = new DownloadOptions { StallLimit = TimeSpan.Zero, Retries = -1, Pause = TimeSpan.FromTicks(-1) };

        Assert.Equal(3, options.Validate().Count);
        Assert.Throws<ArgumentException>("options", () => new ArchiveDownload(new Uri("http://x"), "x", options));
        Assert.Empty(new DownloadOptions { StallLimit = TimeSpan.FromTicks(1), Retries = 0, Pause = TimeSpan.Zero }
            .Validate());
    }

    private static string Length(byte[] content) => $"Content-Length: {content.Length}\r\n";

    private static Task FetchAsync(
        StubServer server, TemporaryFolder folder, DownloadOptions options, List<DownloadProgress>? reports = null) =>
        new ArchiveDownload(new Uri(server.Address), folder.GetPath("a.zip"), options)
            .FetchAsync(new Reports(report => reports?.Add(report)), TestContext.Current.CancellationToken);

    private sealed class Reports(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }
}
