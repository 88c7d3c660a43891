using Spectre.Console;
using Unseen.Cli.Screens;
using Unseen.Data;
using Unseen.Methods.NoAdjustment;
using Unseen.Runs;
using Unseen.Runs.Demo;
using Unseen.Runs.Folders;
using Unseen.Training;

namespace Unseen.Cli.Demo;

/// <summary>Prints the results of the demonstration.</summary>
internal sealed class DemoReport(Screen screen, GzslDataset dataset, IReadOnlyList<int> unseen)
{
    private const int BarWidth = 20;

    private string UnseenName => UnseenDigits.Name(unseen);

    public void Introduce()
    {
        screen.Line($"Learning to read {UnseenName} without ever seeing one");
        screen.Line();
        screen.Line($"Training gets {dataset.Split.TrainVal.Length} handwritten images of the other digits, and a "
            + "description");
        screen.Line("of all ten: lit segments of a calculator display, closed loops and their places.");
        var (known, unknown) = (dataset.Split.TestSeen.Length, dataset.Split.TestUnseen.Length);
        screen.Line($"The test has {known} new images of those digits and all {unknown} of {UnseenName}.");
    }

    public void Conclude(IReadOnlyList<RunResult> results)
    {
        var best = results.MaxBy(result => result.H.Mean)!;
        screen.Render(GetTable(results, best));
        screen.Line($"U: accuracy on {UnseenName}, S: on the others, H: their harmonic mean; per cent.");
        var plain = results.Where(result => result.Options.Adjustment is NoAdjustmentOptions)
            .MaxBy(result => result.U.Mean);
        if (plain is not null)
            screen.Line($"Without an adjustment, at best {Words.Percent(plain.U.Mean)} % of {UnseenName} are read: "
                + "known digits win.");
        if (results.Where(result => result != best).Select(result => result.H.Mean).ToArray() is [_, ..] rest)
            screen.Line($"Best here: {best.Options.Adjustment.Title}, by {Words.Percent(best.H.Mean - rest.Max())} "
                + "points of H.");
        screen.Line("The order depends on the digits: --all-pairs takes the mean over all 45 pairs.");
        // The examples show the run with the best validation H, since nothing may be chosen by test images.
        var chosen = results.MaxBy(result => result.Seeds[0].Chosen.ValidationH)!;
        if (chosen.Seeds[0].Chosen.Options.Find("sigma") is { } sigma)
            screen.Line($"ZLA's σ, here {Words.Short(sigma)}, was chosen on training digits that were held out.");
        screen.Line();
        Draw(chosen);
        var others = unseen.SequenceEqual([4, 9]) ? "2,5" : "4,9";
        screen.Line($"Took {Words.Duration(TimeSpan.FromSeconds(results.Sum(result => result.Seconds)))}. Next:");
        screen.Line($"  unseen demo --unseen {others}     other digits, some harder");
        screen.Line("  unseen demo --all-pairs      the mean over all 45 pairs");
        screen.Line("  unseen train --data DIR      your own data; see unseen train --help");
        screen.Line();
        screen.Line("Digits: E. Alpaydin, C. Kaynak, UCI Machine Learning Repository, CC BY 4.0");
    }

    private static Table GetTable(IReadOnlyList<RunResult> results, RunResult best)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("classifier").AddColumn("against imbalance");
        foreach (var metric in (string[])["U", "S", "H"])
            table.AddColumn(new TableColumn(metric).RightAligned().NoWrap());
        table.AddColumn("");
        foreach (var result in results)
        {
            string[] cells =
            [
                result.Options.Classifier.Name, result.Options.Adjustment.Title,
                Words.Percent(result.U.Mean), Words.Percent(result.S.Mean), Words.Percent(result.H.Mean),
                    Bar(result.H.Mean),
            ];
            table.AddRow(result == best ? Array.ConvertAll(cells, cell => $"[bold green]{cell}[/]") : cells);
        }

        return table;
    }

    private static string Bar(double percent) =>
        new('█', (int)Math.Round((double.IsNaN(percent) ? 0 : percent) * BarWidth / 100));

    private void Draw(RunResult run)
    {
        var examples = new DigitExamples(dataset, run.Model);
        var count = Math.Min(4, DigitPainter.DigitsIn(screen.Width));
        screen.Line($"Never seen in training ({RunTitle.Create(run.Options)}):");
        foreach (var line in DigitPainter.Paint(dataset.Features, examples.Choose(dataset.Split.TestUnseen, count)))
            screen.Line(line);
        screen.Line();
        screen.Line("New images of digits seen in training:");
        foreach (var line in DigitPainter.Paint(dataset.Features, examples.Choose(dataset.Split.TestSeen, count)))
            screen.Line(line);
        screen.Line();
    }
}
