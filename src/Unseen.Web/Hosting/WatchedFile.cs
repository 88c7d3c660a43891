using Microsoft.Extensions.Logging;

namespace Unseen.Web.Hosting;

/// <summary>
/// The content of a file, read again at the next use after the file has changed. If the new content is not valid, the
/// earlier one stays in use and the log says why. Safe to call from several threads.
/// </summary>
internal sealed partial class WatchedFile<T>
    where T : class
{
    private readonly string _path;
    private readonly Func<string, T> _read;
    private readonly ILogger _logger;
    private readonly Lock _reading = new();
    private volatile Content _content;

    /// <summary>Reads the file.</summary>
    /// <param name="path">the file that is watched</param>
    /// <param name="read">reads the content; throws <see cref="ServiceException"/> if it is not valid</param>
    /// <param name="logger">gets a line for every change</param>
    /// <exception cref="ServiceException">The content is not valid.</exception>
    public WatchedFile(string path, Func<string, T> read, ILogger logger)
    {
        (_path, _read, _logger) = (path, read, logger);
        _content = new Content(TimeOf(path), read(path));
    }

    /// <summary>The last valid content.</summary>
    public T Current
    {
        get
        {
            var time = TimeOf(_path);
            if (time != _content.Time)
                lock (_reading)
                    if (time != _content.Time)
                        _content = new Content(time, ReadAgain());
            return _content.Value;
        }
    }

    private T ReadAgain()
    {
        try
        {
            var value = _read(_path);
            LogRead(_path);
            return value;
        }
        catch (Exception exception) when (
            exception is ServiceException or IOException or UnauthorizedAccessException)
        {
            LogRefused(_path, exception.Message);
            return _content.Value;
        }
    }

    private static DateTime TimeOf(string path) => File.GetLastWriteTimeUtc(path);

    [LoggerMessage(1, LogLevel.Information, "{File} was read again")]
    private partial void LogRead(string file);

    [LoggerMessage(2, LogLevel.Warning, "{File} has changed but cannot be used, so what it was before stays in use: "
        + "{Reason}")]
    private partial void LogRefused(string file, string reason);

    private sealed record Content(DateTime Time, T Value);
}
