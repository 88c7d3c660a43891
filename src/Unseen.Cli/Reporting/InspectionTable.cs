using Spectre.Console;
using Unseen.Cli.Screens;
using Unseen.Data.Inspection;
using Unseen.Runs;

namespace Unseen.Cli.Reporting;

/// <summary>Prints an inspection report as a table and a list of findings.</summary>
internal static class InspectionTable
{
    public static void Write(Screen screen, InspectionReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(Markup.Escape(report.Name)).AddColumn("");
        void Row(string what, string value) => table.AddRow(Markup.Escape(what), Markup.Escape(value));
        var (fewest, median, most) = report.ImagesPerClass;
        Row("images", $"{report.Images}");
        Row("classes", $"{report.SeenClasses} seen + {report.UnseenClasses} unseen");
        Row("feature width", $"{report.FeatureWidth}");
        Row("descriptor width", $"{report.DescriptorWidth}");
        Row("training images", $"{report.TrainVal}");
        Row("test images", $"{report.TestSeen} of seen classes, {report.TestUnseen} of unseen");
        Row("images per class", fewest == most ? $"{most}" : $"{fewest} to {most}, median {median}");
        Row("descriptor norms",
            $"{Words.Short(report.DescriptorNorm.Minimum)} to {Words.Short(report.DescriptorNorm.Maximum)}");
        screen.Render(table);
        foreach (var finding in report.Findings)
            screen.Line($"{finding.Severity.ToString().ToLowerInvariant()}: {finding.Message} [{finding.Code}]");
        screen.Line(report switch
        {
            { HasErrors: true } => "Not fit for evaluation: results would be invalid.",
            { TestSeen: 0 } or { TestUnseen: 0, UnseenClasses: > 0 } =>
                "Fit for training, but not for evaluation: test images are missing.",
            _ when report.Findings.Any(finding => finding.Severity == FindingSeverity.Warning) =>
                "Fit for evaluation.",
            _ => "No problems found. Fit for evaluation.",
        });
    }
}
