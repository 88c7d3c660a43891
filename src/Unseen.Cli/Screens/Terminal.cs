using Unseen.Runs;

namespace Unseen.Cli.Screens;

/// <summary>The streams, width, clock and cancellation of a command. Tests use their own, not the process's.</summary>
internal sealed class Terminal
{
    /// <summary>The width in characters if it is not known.</summary>
    public const int DefaultWidth = 80;

    private const int WidestUseful = 100;

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>Whether a person can be asked: <see cref="Input"/> is a keyboard, and <see cref="Output"/> a
    /// screen.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Whether <see cref="Output"/> is a screen that supports colours and redrawing.</summary>
    public bool OutputIsScreen { get; init; }

    /// <summary>Whether <see cref="Error"/> is a screen that supports colours and redrawing.</summary>
    public bool ErrorIsScreen { get; init; }

    public int Width { get; init; } = DefaultWidth;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public CancellationToken Cancellation { get; init; }

    /// <summary>Whether a cancelled command ends by itself, after it has saved its results. If false, for example while
    /// the command reads its input, the process ends soon without waiting for the command.</summary>
    public bool StopsWhenCancelled { get; set; }

    /// <summary>Creates the terminal of this process.</summary>
    public static Terminal CreateForProcess(CancellationToken cancellation) => new()
    {
        Output = Console.Out,
        Input = Console.In,
        Error = Console.Error,
        CanAsk = !Console.IsInputRedirected && !Console.IsOutputRedirected,
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

    /// <summary>Gets the screen for people: stderr if stdout is for another program, otherwise stdout.</summary>
    public Screen ForPeople(bool json) => new(this, onError: json);

    public void Warn(string text) => Error.WriteLine($"warning: {text}");

    /// <summary>Creates the context of a long operation.</summary>
    /// <param name="screen">screen for messages and progress</param>
    /// <param name="quiet">whether to show no progress</param>
    public RunContext ToContext(Screen screen, bool quiet) => new()
    {
        Clock = Clock,
        Cancellation = Cancellation,
        Say = screen.Line,
        Warn = Warn,
        Display = new ProgressView(screen, Clock, quiet),
    };
}
