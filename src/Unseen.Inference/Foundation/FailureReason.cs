using System.Text.Json;
using System.Text.RegularExpressions;

namespace Unseen;

/// <summary>Says in plain words why a file could not be read or written. The texts of the runtime's exceptions name
/// types, temporary files and positions that count from 0, so messages do not quote them. Stateless and
/// thread-safe.</summary>
public static partial class FailureReason
{
    // values of IOException.HResult: on Unix the error code, on Windows 0x80070000 plus the error code
    private const int UnixDiskFull = 28, UnixReadOnly = 30;
    private const int WindowsDiskFull = unchecked((int)0x80070070), WindowsReadOnly = unchecked((int)0x80070013);

    private const string Unconvertible = "The JSON value could not be converted";

    /// <summary>Describes the reason as the end of a sentence, without a full stop.</summary>
    /// <param name="exception">the exception that the runtime or a library threw</param>
    /// <returns>a plain reason such as "the disk is full", or else the first line of the message</returns>
    public static string Describe(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            FileNotFoundException { FileName: not null } or DirectoryNotFoundException => "it does not exist",
            UnauthorizedAccessException => "access is denied: it is a folder, or this user has no permission",
            PathTooLongException => "its path is too long",
            EndOfStreamException => "it is cut short",
            JsonException json => DescribeJson(json),
            InvalidOperationException or FormatException when IsOfJson(exception) => "a value is of the wrong kind",
            IOException { HResult: UnixDiskFull or WindowsDiskFull } => "the disk is full",
            IOException { HResult: UnixReadOnly or WindowsReadOnly } => "the disk is read-only",
            _ => FirstLine(exception.Message),
        };
    }

    /// <summary>Describes why the content of a file cannot be used, as the end of a sentence, without a full
    /// stop.</summary>
    /// <param name="exception">the exception that a reader of Unseen, a library or the runtime threw</param>
    /// <returns>the message if a reader of Unseen wrote it; otherwise a plain reason instead of the library's
    /// text</returns>
    public static string DescribeContent(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            // Exception.Source is null in natively compiled programs.
            InvalidDataException or EndOfStreamException
                when exception.Source?.StartsWith(nameof(Unseen), StringComparison.Ordinal) != false =>
                exception.Message.TrimEnd('.'),
            IOException or UnauthorizedAccessException => Describe(exception),
            _ when exception.Message.Contains("unsupported compression", StringComparison.Ordinal) =>
                "it is compressed by a method that is not supported",
            _ => "its content is damaged, or of a form that is not supported",
        };
    }

    /// <summary>Finds the file or folder that an exception of the runtime names.</summary>
    /// <param name="exception">the exception</param>
    /// <returns>the path, without the ending of a temporary file; null if the exception was not thrown by the runtime,
    /// or names no path</returns>
    public static string? GetPath(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        const int plain = unchecked((int)0x80131620); // HResult of an IOException that was created from a message
        return exception is UnauthorizedAccessException or DirectoryNotFoundException
            or FileNotFoundException { FileName: not null }
            || (exception is IOException and not FileNotFoundException && exception.HResult != plain)
            ? Quoted().Match(exception.Message) is { Success: true } match
                ? Temporary().Replace(match.Groups["path"].Value, "") : null
            : null;
    }

    private static string DescribeJson(JsonException json)
    {
        var place = json.LineNumber is { } line ? $"line {line + 1}, byte {json.BytePositionInLine + 1}" : null;
        if (json.Message.StartsWith(Unconvertible, StringComparison.Ordinal))
            return $"the value of '{json.Path?.TrimStart('$', '.')}' ({place}) is of the wrong kind";
        var problem = FirstLine(Position().Replace(json.Message, ""));
        return place is null ? problem : $"it is not valid JSON ({place})";
    }

    private static bool IsOfJson(Exception exception) =>
        exception.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true;

    /// <summary>Gets the first line of a message, without a full stop and without the name of a parameter.</summary>
    private static string FirstLine(string text) => Parameter().Replace(text.Split(['\r', '\n'])[0], "").TrimEnd('.');

    // Matches up to the last quotation mark, since the path itself can contain quotation marks.
    [GeneratedRegex("'(?<path>.+)'", RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex Temporary();

    [GeneratedRegex(@" (Path: \S+ \| )?LineNumber: .*$")]
    private static partial Regex Position();

    [GeneratedRegex(@" \(Parameter '.*'\)$")]
    private static partial Regex Parameter();
}
