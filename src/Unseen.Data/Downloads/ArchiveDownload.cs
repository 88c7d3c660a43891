using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Unseen.Data.Downloads;

/// <summary>
/// Downloads a file over HTTP. The downloaded part stays in <c>FILE.part</c>. The next attempt, in this process or a
/// later one, continues from there if the server still has the same file. Not thread-safe.
/// </summary>
/// <param name="address">the address, http or https</param>
/// <param name="path">path of the file; it exists only once the download is complete</param>
/// <param name="options">time limits and number of retries</param>
/// <exception cref="ArgumentException"><paramref name="options"/> are not valid.</exception>
public sealed class ArchiveDownload(Uri address, string path, DownloadOptions options)
{
    private const int BufferSize = 1 << 17;

    private readonly DownloadOptions _options = Valid(options);
    private readonly string _part = path + ".part";
    private readonly string _validator = path + ".part.etag";
    private bool _wasReached; // whether the server has answered a request of this object

    /// <summary>Fetches the file.</summary>
    /// <param name="progress">receives the progress after each block of data; null (default) for none</param>
    /// <param name="cancellation">stops the download; the downloaded part is kept</param>
    /// <exception cref="IOException">The server cannot be reached, refuses the request, stalls or closes the connection
    /// too early, or the file cannot be written. The downloaded part is kept unless the server cannot continue from
    /// it.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file or its folder is denied.</exception>
    /// <exception cref="OperationCanceledException">The download was cancelled.</exception>
    public async Task FetchAsync(IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await FetchOnceAsync(client, progress, cancellation);
                File.Move(_part, path, overwrite: true);
                File.Delete(_validator);
                return;
            }
            catch (BrokenConnectionException) when (attempt < _options.Retries)
            {
                await Task.Delay(_options.Pause * Math.Pow(2, attempt), cancellation);
            }
        }
    }

    private static DownloadOptions Valid(DownloadOptions options) =>
        options.Validate() is [var problem, ..] ? throw new ArgumentException(problem, nameof(options)) : options;

    private async Task FetchOnceAsync(
        HttpClient client, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            stall.CancelAfter(_options.StallLimit);
            using var response = await SendAsync(client, stall.Token);
            _wasReached = true;
            var start = await AcceptAsync(response, stall.Token);
            if (start is null)
                return;
            var total = response.Content.Headers.ContentLength + start;
            RequireRoom(total - start);
            await CopyAsync(response, start.Value, total, progress, stall, cancellation);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new BrokenConnectionException(
                $"{address}: the server has sent nothing for {_options.StallLimit.TotalSeconds:0.#} s. Run the "
                    + "same command again to continue.", exception);
        }
        catch (UriFormatException exception)
        {
            throw new IOException(
                $"{address}: the server redirects to an address that is not on the web. Name another address with "
                    + "--mirror.",
                exception);
        }
        catch (HttpRequestException exception) when (exception.StatusCode is null)
        {
            var message = $"{address}: the server cannot be reached. Check the network, or put the file at {path} by "
                + "hand and run the same command again.";
            // If there was never a connection, the network is down or the address is wrong, and repeating would only
            // delay the message.
            throw !_wasReached && exception.HttpRequestError
                is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                ? new IOException(message, exception) : new BrokenConnectionException(message, exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        // Asks for uncompressed content: in a compressed response, byte ranges would refer to the compressed bytes.
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (File.Exists(_part) && File.Exists(_validator)
            && RangeConditionHeaderValue.TryParse(
            await File.ReadAllTextAsync(_validator, cancellation), out var validator))
        {
            request.Headers.Range = new RangeHeaderValue(new FileInfo(_part).Length, null);
            request.Headers.IfRange = validator;
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>Gets the position of the response's content in the file, or null if the file is already
    /// complete.</summary>
    private async Task<long?> AcceptAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var length = File.Exists(_part) ? new FileInfo(_part).Length : 0;
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                File.Delete(_part);
                await KeepValidatorAsync(response, cancellation);
                return 0;
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange?.From == length:
                return length;
            case HttpStatusCode.RequestedRangeNotSatisfiable
                when response.Content.Headers.ContentRange?.Length == length && length > 0:
                return null;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                File.Delete(_part);
                throw new BrokenConnectionException(
                    $"{address}: the server does not continue at byte {length}. Run the same command again to "
                        + "start anew.");
            default:
                var message =
                    $"{address}: the server answered {(int)response.StatusCode} {response.ReasonPhrase}. Try again "
                    + "later, or name another address with --mirror.";
                throw (int)response.StatusCode >= 500 ? new BrokenConnectionException(message)
                    : new IOException(message);
        }
    }

    private async Task KeepValidatorAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        File.Delete(_validator);
        var validator = response.Headers.ETag is { IsWeak: false } tag ? tag.ToString()
            : response.Content.Headers.LastModified?.ToString("R");
        if (validator is not null)
            await File.WriteAllTextAsync(_validator, validator, cancellation);
    }

    private void RequireRoom(long? bytes)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var free = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        if (bytes > free)
            throw new IOException(
                $"{path}: the disk has {free:N0} bytes free, and the archive needs {bytes:N0}. Free some space, or "
                    + "choose another folder.");
    }

    private async Task CopyAsync(
        HttpResponseMessage response, long start, long? total, IProgress<DownloadProgress>? progress,
            CancellationTokenSource stall, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var buffer = new byte[BufferSize];
        var bytes = start;
        await using var content = await response.Content.ReadAsStreamAsync(stall.Token);
        await using var file = new FileStream(_part, start == 0 ? FileMode.Create
            : FileMode.Append, FileAccess.Write, FileShare.Read);
        while (await ReadAsync() is > 0 and var read)
        {
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            bytes += read;
            progress?.Report(new DownloadProgress(bytes, total,
                (bytes - start) / Math.Max(1e-3, watch.Elapsed.TotalSeconds)));
        }

        async Task<int> ReadAsync()
        {
            stall.CancelAfter(_options.StallLimit);
            try
            {
                return await content.ReadAsync(buffer, stall.Token);
            }
            catch (IOException exception)
            {
                throw new BrokenConnectionException(
                    $"{address}: the connection broke after {bytes:N0} "
                        + $"{(total is null ? "bytes" : $"of {total:N0} bytes")}. Run the same command again to "
                        + "continue.", exception);
            }
        }
    }

    /// <summary>A failure after which another attempt may succeed.</summary>
    private sealed class BrokenConnectionException(string message, Exception? inner = null)
        : IOException(message, inner);
}
