using System.CommandLine;
using System.Runtime.InteropServices;
using Unseen.Cli.Help;
using Unseen.Runs;

namespace Unseen.Cli;

/// <summary>Converts an exception to a one-line message and an exit code.</summary>
internal static class ErrorReport
{
    private const string DebugVariable = "UNSEEN_DEBUG";
    private static readonly string[] _noMemory = ["can't allocate memory", "out of memory"]; // in libtorch's messages
    private const string Batch = "--batch";

    /// <summary>Writes the message, and the stack trace if UNSEEN_DEBUG is 1.</summary>
    /// <returns>the exit code</returns>
    public static int Write(Exception exception, Command command, TextWriter error)
    {
        var (message, exitCode) = Describe(exception, command);
        error.WriteLine(OneLine(message));
        if (Environment.GetEnvironmentVariable(DebugVariable) == "1")
            error.WriteLine(exception);
        return exitCode;
    }

    private static (string Message, int ExitCode) Describe(Exception exception, Command command)
    {
        var path = HelpPrinter.GetPath(command);
        return exception switch
        {
            UsageException => ($"{path}: {exception.Message} See {path} --help.", ExitCode.BadUsage),
            OperationCanceledException => ($"{path}: interrupted before there was a result.", ExitCode.Interrupted),
            InterruptedException => ($"{path}: {exception.Message}", ExitCode.Interrupted),
            FolderInUseException => ($"{path}: {exception.Message}", ExitCode.InUse),
            InputException or IOException or UnauthorizedAccessException or InsufficientMemoryException
                => ($"{path}: {Reason(exception)}", ExitCode.BadInput),
            ArgumentException => ($"{path}: {Sentence(FailureReason.Describe(exception))}", ExitCode.BadInput),
            OutOfMemoryException => (OutOfMemory(path, command), ExitCode.BadInput),
            ExternalException when _noMemory.Any(text =>
                exception.Message.Contains(text, StringComparison.OrdinalIgnoreCase)) =>
                (OutOfMemory(path, command), ExitCode.BadInput),
            _ when NativeLibraryProblem(exception) is { } native
                => (Unloadable(path, native), ExitCode.BadInput),
            _ => (Fault(path, exception), ExitCode.Fault),
        };
    }

    private static string OutOfMemory(string path, Command command)
    {
        var hasBatch = command.Options.Any(option => option.Aliases.Prepend(option.Name).Contains(Batch));
        return $"{path}: out of memory. Close other programs{(hasBatch ? $", or use a smaller {Batch}" : "")}.";
    }

    private static string Unloadable(string path, Exception native) =>
        $"{path}: a native library could not be loaded ({FirstLine(native.Message)}). Reinstall unseen for this "
            + "platform.";

    private static string Fault(string path, Exception exception) =>
        $"{path}: this is a bug in unseen, not an error in your input ({exception.GetType().Name}: "
            + $"{FirstLine(exception.Message)}). "
        + $"Please report it in the project's issue tracker, with what the same command prints under "
            + $"{DebugVariable}=1.";

    private static Exception? NativeLibraryProblem(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException!)
            if (cause is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
                || (cause is NotSupportedException
                    && cause.Message.Contains("libtorch", StringComparison.OrdinalIgnoreCase)))
                return cause;
        return exception as TypeInitializationException;
    }

    /// <summary>Gets the message of an exception of this program, or a plain description of the runtime's exception
    /// about a file.</summary>
    private static string Reason(Exception exception) => FailureReason.GetPath(exception) is { } file
        ? $"{file}: {FailureReason.Describe(exception)}." : exception.Message;

    private static string Sentence(string text) => text.EndsWith('?') ? text : $"{text}.";

    private static string FirstLine(string text) => text.Split(['\r', '\n'])[0].TrimEnd('.');

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
