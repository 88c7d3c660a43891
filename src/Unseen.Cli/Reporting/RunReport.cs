using Spectre.Console;
using Unseen.Cli.Screens;
using Unseen.Descriptions;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Photographs;
using Unseen.Training;

namespace Unseen.Cli.Reporting;

/// <summary>Prints the results of a run.</summary>
internal static class RunReport
{
    public static void Write(
        Screen screen, RunResult result, string folder, bool onPhotographs = false,
        DescriptionReport? descriptions = null)
    {
        if (descriptions?.Verdict == DescriptionVerdict.Guessing)
            DescriptionTable.WriteVerdict(screen, descriptions);
        var seeds = result.Seeds.Count;
        var table = MetricsTable.Create(names: null, "U", "S", "H", "T1", "AUSUC");
        table.AddRow(Words.Cells(result));
        screen.Render(table);
        screen.Line("U, S: accuracy on unseen and seen classes, all being candidates; H: their");
        screen.Line("harmonic mean; T1: unseen classes alone. Per cent, averaged over classes.");
        if (seeds > 1)
            screen.Line($"Mean ± standard deviation of {seeds} seeds.");
        screen.Line();
        screen.Line($"Method    {RunTitle.Of(result.Options)}");
        screen.Line($"Protocol  {Words.Of(result.Options.Protocol)}");
        if (result.Seeds[0].Pool is { } pool)
            screen.Line($"Pool      {Words.Of(pool)}");
        foreach (var seed in result.Seeds.Take(5))
            screen.Line($"Chosen    {Words.Of(seed.Chosen)}{(seeds == 1 ? "" : $" (seed {seed.Seed})")}");
        if (descriptions is not null)
            screen.Line($"Words     {Words.Of(descriptions)}");
        screen.Line($"Time      {Words.Duration(TimeSpan.FromSeconds(result.Seconds))}");
        WarnOfGaps(screen, result);
        screen.Line($"Results   {folder}");
        if (onPhotographs)
        {
            screen.Line($"Report    {Path.Combine(folder, PhotoRun.ReportName)}");
            screen.Line();
            screen.Line($"Next      unseen predict {Words.Quoted(folder)} photo.jpg");
            screen.Line($"          unseen serve {Words.Quoted(folder)}");
            return;
        }

        screen.Line();
        screen.Line($"Next      unseen evaluate {Words.Quoted(folder)}");
        screen.Line($"          unseen predict {Words.Quoted(folder)} --features FILE");
    }

    private static void WarnOfGaps(Screen screen, RunResult result)
    {
        if (result.Interrupted)
            screen.Line(
                $"Note      interrupted: {result.Seeds.Count} of {result.Options.Seeds.Count} seeds, the last one "
                    + "perhaps unfinished");
        if (result.Seeds[0].Test.ClassesWithoutTestImages.Count() is > 0 and var missing)
            screen.Line($"Note      {missing} classes have no test image; no average counts them");
    }
}
