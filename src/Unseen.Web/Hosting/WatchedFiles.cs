using Microsoft.Extensions.Logging;

namespace Unseen.Web.Hosting;

/// <summary>
/// The content of files, read again once one of them changes. While the new content is not valid, the earlier one stays
/// in use, the log says why, and every use tries to read again. Safe to call from several threads.
/// </summary>
internal sealed partial class WatchedFiles<T>
    where T : class
{
    private readonly IReadOnlyList<string> _paths;
    private readonly Func<T> _read;
    private readonly ILogger _logger;
    private readonly Lock _reading = new();
    private FileState[] _refused = [];
    private volatile Content _content;

    /// <summary>Reads the files.</summary>
    /// <param name="paths">the files that are watched</param>
    /// <param name="read">reads the content; throws if it is not valid</param>
    /// <param name="logger">gets a line for every change</param>
    /// <exception cref="ServiceException">The content is not valid.</exception>
    public WatchedFiles(IReadOnlyList<string> paths, Func<T> read, ILogger logger)
    {
        (_paths, _read, _logger) = (paths, read, logger);
        _content = new Content(States(), read());
    }

    /// <summary>The latest valid content.</summary>
    public T Current
    {
        get
        {
            if (!_content.States.SequenceEqual(States()))
                lock (_reading)
                    ReadAgain();
            return _content.Value;
        }
    }

    private void ReadAgain()
    {
        var states = States(); // before reading, so that a change during reading is noticed by the next call
        if (_content.States.SequenceEqual(states))
            return;
        try
        {
            _content = new Content(states, _read());
            LogRead(string.Join(" with ", _paths));
        }
        catch (Exception exception) when (
            exception is ServiceException or IOException or UnauthorizedAccessException)
        {
            if (!_refused.SequenceEqual(states))
                LogRefused(string.Join(" with ", _paths), exception.Message);
            _refused = states;
        }
    }

    private FileState[] States() => [.. _paths.Select(FileState.Read)];

    [LoggerMessage(1, LogLevel.Information, "{File} was read again")]
    private partial void LogRead(string file);

    [LoggerMessage(2, LogLevel.Warning, "{File} has changed but cannot be used, so its earlier content stays in use: "
        + "{Reason}")]
    private partial void LogRefused(string file, string reason);

    private sealed record Content(FileState[] States, T Value);
}
