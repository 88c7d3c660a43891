using Spectre.Console;
using Unseen.Cli.Screens;
using Unseen.Descriptions;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Training;
using Unseen.Training;

namespace Unseen.Cli.Reporting;

/// <summary>Prints the results of a run.</summary>
internal static class RunReport
{
    private const int LabelWidth = 10;

    public static void Write(
        Screen screen, RunResult result, string folder, bool onPhotographs, DescriptionReport descriptions)
    {
        if (descriptions.Verdict == DescriptionVerdict.Guessing)
            DescriptionTable.WriteVerdict(screen, descriptions);
        var seeds = result.Seeds.Count;
        var table = MetricsTable.Create(names: null, "U", "S", "H", "T1", "AUSUC");
        table.AddRow(Words.Cells(result));
        screen.Render(table);
        MetricsTable.WriteLegend(screen);
        screen.Line("AUSUC: area under the curve of S against U, from 0 to 1.");
        if (seeds > 1)
            screen.Line($"Mean ± standard deviation of {seeds} seeds.");
        screen.Line();
        void Fact(string label, string value) => screen.Line(label.PadRight(LabelWidth) + value);
        Fact("Method", RunTitle.Create(result.Options));
        Fact("Protocol", Words.Describe(result.Options.Protocol));
        if (result.Seeds[0].Pool is { } pool)
            Fact("Pool", Words.Describe(pool));
        foreach (var seed in result.Seeds.Take(5))
            Fact("Chosen", $"{Words.Describe(seed.Chosen)}{(seeds == 1 ? "" : $" (seed {seed.Seed})")}");
        Fact("Training", Words.Duration(TimeSpan.FromSeconds(result.Seconds)));
        foreach (var note in RunNotes.Create(result))
            Fact("Note", note);
        Fact("Results", folder);
        Fact("Report", Path.Combine(folder, TrainingReport.FileName));
        if (result.ModelOrNull is null)
            return;
        screen.Line();
        Fact("Next", $"unseen predict {Words.Quoted(folder)} {(onPhotographs ? "photo.jpg" : "--features FILE")}");
        Fact("", $"unseen serve {Words.Quoted(folder)}");
    }
}
