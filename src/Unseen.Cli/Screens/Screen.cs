using Spectre.Console;
using Spectre.Console.Rendering;

namespace Unseen.Cli.Screens;

/// <summary>Writes lines and tables for people to the standard output or error stream, with colours if the stream is a
/// screen.</summary>
internal sealed class Screen
{
    private readonly TextWriter _writer;

    public Screen(Terminal terminal, bool onError)
    {
        _writer = onError ? terminal.Error : terminal.Output;
        IsInteractive = onError ? terminal.ErrorIsScreen : terminal.OutputIsScreen;
        Width = terminal.Width;
        Console = Create(_writer);
    }

    public bool IsInteractive { get; }

    public int Width { get; }

    public IAnsiConsole Console { get; }

    /// <summary>Writes a line without wrapping, so that long paths and commands stay in one piece.</summary>
    public void Line(string text = "") => _writer.WriteLine(text);

    /// <summary>Writes a table or another renderable object.</summary>
    public void Render(IRenderable renderable)
    {
        if (IsInteractive)
            Console.Write(renderable);
        else
            _writer.Write(LineEnds.Trim(ToPlainText(renderable)));
    }

    private string ToPlainText(IRenderable renderable)
    {
        var text = new StringWriter();
        Create(text).Write(renderable);
        return text.ToString();
    }

    private IAnsiConsole Create(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = IsInteractive ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
