using Spectre.Console;
using Unseen.Cli.Screens;
using Unseen.Descriptions;
using Unseen.Runs;

namespace Unseen.Cli.Reporting;

/// <summary>Prints a report on descriptions: the verdict, problems, advice and tables.</summary>
internal static class DescriptionTable
{
    private const int Rows = 10;
    private const int MaxWidth = 79;
    private const int MaxColumns = 256;
    private const int MaxNameless = 32; // columns without names, such as those of word vectors

    /// <summary>Writes the whole report.</summary>
    public static void Write(Screen screen, DescriptionReport report)
    {
        WriteVerdict(screen, report);
        foreach (var problem in report.Problems)
            Wrap(screen, $"- {problem.Message}", "  ");
        foreach (var advice in report.Advice)
            Wrap(screen, $"- {advice}", "  ");
        if (report.Verdict == DescriptionVerdict.Unknown)
            return;
        screen.Line();
        screen.Render(Classes(report));
        if (report.Classes.Count > Rows)
            screen.Line($"The {Rows} least recognised of {report.Classes.Count} classes; --json has all.");
        if (report.Pairs.Count > 0)
            screen.Render(Pairs(report));
        if (report.Attributes.Count <= (report.HasNamedColumns ? MaxColumns : MaxNameless))
            screen.Render(Columns(report));
        else
            Wrap(screen, $"{report.Attributes.Count(column => column.CanBeSeen)} of {report.Attributes.Count} columns "
                + "can be predicted from images of classes held out.");
        if (report.Photographs.Count > 0)
            Wrap(screen, "Photographs instead, without descriptions: " + string.Join(", ", report.Photographs.Select(
                shot => $"{shot.Photographs} of each class {Words.Percent(shot.T1)} %")) + ".");
    }

    /// <summary>Writes the verdict and its summary.</summary>
    public static void WriteVerdict(Screen screen, DescriptionReport report)
    {
        screen.Line(report.Verdict switch
        {
            DescriptionVerdict.Works => "WORKS",
            DescriptionVerdict.Weak => "WEAK",
            DescriptionVerdict.Guessing => "NO BETTER THAN GUESSING",
            _ => "UNKNOWN",
        });
        Wrap(screen, report.Summary);
    }

    /// <summary>Writes a text in lines of at most 79 characters.</summary>
    private static void Wrap(Screen screen, string text, string indent = "")
    {
        foreach (var line in WrappedText.Lines(text, MaxWidth, indent))
            screen.Line(line);
    }

    private static Table Classes(DescriptionReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("class held out")
            .AddColumn(new TableColumn("recognised").RightAligned()).AddColumn("taken for");
        foreach (var one in report.Classes.Take(Rows))
            table.AddRow(Markup.Escape(one.Name), Words.Percent(one.Accuracy),
                Markup.Escape(string.Join(", ", one.TakenFor)));
        return table;
    }

    private static Table Pairs(DescriptionReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("most confused")
            .AddColumn(new TableColumn("images").RightAligned()).AddColumn("parted by");
        foreach (var pair in report.Pairs)
            table.AddRow(Markup.Escape($"{pair.First}, {pair.Second}"), $"{Words.Percent(pair.Share)} %",
                Markup.Escape(!report.HasNamedColumns ? "" : pair.PartedBy.Count == 0 ? "nothing that can be seen"
                    : string.Join(", ", pair.PartedBy)));
        return table;
    }

    private static Table Columns(DescriptionReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("column")
            .AddColumn(new TableColumn("visibility").RightAligned()).AddColumn("");
        foreach (var column in report.Attributes)
            table.AddRow(Markup.Escape(column.Name),
                column.Visibility is { } visibility ? Words.Short(visibility) : "–",
                column.CanBeSeen ? "" : "cannot be seen");
        return table;
    }
}
