using Spectre.Console;
using Unseen.Runs;

namespace Unseen.Cli.Screens;

/// <summary>Shows progress: a bar on a screen, or lines at least ten seconds apart in other output.</summary>
internal sealed class ProgressView(Screen screen, TimeProvider clock, bool quiet) : IWorkDisplay
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public T Run<T>(Func<Action<double, TimeSpan?, string>, T> work)
    {
        if (quiet)
            return work((_, _, _) => { });
        return screen.IsInteractive ? RunWithBar(work) : RunWithLines(work);
    }

    private T RunWithBar<T>(Func<Action<double, TimeSpan?, string>, T> work) => screen.Console.Progress()
        .AutoClear(true)
        .Columns(new ProgressBarColumn { Width = 14 }, new PercentageColumn(),
            new TaskDescriptionColumn { Alignment = Justify.Left })
        .Start(context =>
        {
            var bar = context.AddTask("starting", maxValue: 1);
            return work((share, left, text) =>
            {
                bar.Value = Math.Min(0.999, share);
                bar.Description = Markup.Escape(left is { } time ? $"{Words.Duration(time)} left  {text}" : text);
            });
        });

    private T RunWithLines<T>(Func<Action<double, TimeSpan?, string>, T> work)
    {
        var start = clock.GetTimestamp();
        var lastLine = start;
        return work((share, left, text) =>
        {
            if (clock.GetElapsedTime(lastLine) < _interval)
                return;
            lastLine = clock.GetTimestamp();
            screen.Line($"{Words.Duration(clock.GetElapsedTime(start)),10}  "
                + (left is { } time ? $"{(int)(100 * share),3}%  {Words.Duration(time)} left  {text}" : text));
        });
    }
}
