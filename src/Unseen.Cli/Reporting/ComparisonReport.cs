using Spectre.Console;
using Unseen.Cli.Screens;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Training;

namespace Unseen.Cli.Reporting;

/// <summary>Prints the results of a comparison.</summary>
internal static class ComparisonReport
{
    public static void Write(Screen screen, Comparison comparison, int asked)
    {
        var results = comparison.Results;
        var best = results.MaxBy(result => double.IsNaN(result.H.Mean) ? -1 : result.H.Mean);
        var labels = RunLabels.Create([.. results.Select(result => result.Options)]);
        var table = MetricsTable.Create("per cent", "U", "S", "H", "T1");
        foreach (var (result, label) in results.Zip(labels))
        {
            var cells = Words.Cells(result)[..^1];
            if (results.Count > 1 && result == best)
                table.AddRow([.. cells.Prepend(label).Select(cell => $"[bold]{Markup.Escape(cell)}[/]")]);
            else
                table.AddRow([.. cells.Prepend(label).Select(Markup.Escape)]);
        }

        screen.Render(table);
        MetricsTable.WriteLegend(screen);
        screen.Line();
        screen.Line($"Best H    {labels[results.Index().First(pair => pair.Item == best).Index]}");
        screen.Line($"Protocol  {Words.Describe(results[0].Options.Protocol)}");
        var seeds = results[0].Options.Seeds;
        screen.Line($"Seeds     {string.Join(", ", seeds)}{(seeds.Count == 1 ? "" : " (mean ± standard deviation)")}");
        screen.Line($"Time      {Words.Duration(TimeSpan.FromSeconds(results.Sum(result => result.Seconds)))}");
        if (comparison.Diverged.Count > 0)
            screen.Line($"Note      {comparison.Diverged.Count} of {asked} configurations diverged and have no result");
        if (comparison.WasCancelled)
            screen.Line($"Note      interrupted: {results.Count} of {asked} configurations have a result");
        screen.Line($"Results   {comparison.Folder}");
        screen.Line($"Report    {Path.Combine(comparison.Folder, ComparisonPage.FileName)}");
    }
}
