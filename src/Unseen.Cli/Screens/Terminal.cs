using Unseen.Runs;

namespace Unseen.Cli.Screens;

/// <summary>Where a command reads its surroundings and writes its words, so that tests can stand in for the
/// process.</summary>
internal sealed class Terminal
{
    /// <summary>Columns if the width is not known.</summary>
    public const int DefaultWidth = 80;

    private const int WidestUseful = 110;

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>Whether <see cref="Output"/> is a screen that understands colours and redrawing.</summary>
    public bool OutputIsScreen { get; init; }

    /// <summary>As <see cref="OutputIsScreen"/>, for <see cref="Error"/>.</summary>
    public bool ErrorIsScreen { get; init; }

    public int Width { get; init; } = DefaultWidth;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public CancellationToken Cancellation { get; init; }

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess(CancellationToken cancellation) => new()
    {
        Output = Console.Out,
        Input = Console.In,
        Error = Console.Error,
        OutputIsScreen = !Console.IsOutputRedirected && !IsDumb,
        ErrorIsScreen = !Console.IsErrorRedirected && !IsDumb,
        Width = Console.IsOutputRedirected ? DefaultWidth : WidthOfConsole(),
        Cancellation = cancellation,
    };

    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") == "dumb";

    private static int WidthOfConsole()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? Math.Clamp(width, 40, WidestUseful) : DefaultWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }

    /// <summary>The stream for people: stderr if stdout is for a program.</summary>
    public Screen ForPeople(bool json) => new(this, onError: json);

    public void Warn(string text) => Error.WriteLine($"warning: {text}");

    /// <summary>Creates the context of long work.</summary>
    /// <param name="screen">where lines and progress go</param>
    /// <param name="quiet">whether no progress is shown</param>
    public RunContext ToContext(Screen screen, bool quiet) => new()
    {
        Clock = Clock,
        Cancellation = Cancellation,
        Say = screen.Line,
        Warn = Warn,
        Display = new ProgressView(screen, Clock, quiet),
    };
}
