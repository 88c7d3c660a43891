using System.Globalization;
using Unseen.Inference.Adaptation;
using Unseen.Runs.Photographs;
using Unseen.Runs.Reports;

namespace Unseen.Runs.Adaptation;

/// <summary>An HTML page that shows what an adaptation changed: the photographs whose predicted class is different,
/// with the classes before and after. The page is one file without external resources.</summary>
public static class AdaptationPage
{
    private const string Extension = ".html";
    private const string Title = "What adapting changed";
    private const int TitleLines = 10; // the title is within the first lines of a page
    private const int MaxMoves = 30;
    private const int MaxRows = 200;
    private const int MaxPictures = 60;
    private const int LongSide = 140;

    /// <summary>Requires that the page replaces neither the model nor a page of another kind.</summary>
    /// <param name="model">the path of the adapted model, or null for the default</param>
    /// <exception cref="UsageException">The extension of the model is .html, or there is already a file of another kind
    /// at the path of the page.</exception>
    public static void RequireOther(string? model)
    {
        if (model is not null && RealPath.Comparer.Equals(Path.ChangeExtension(model, Extension), model))
            throw new UsageException($"--out {model} is the page that shows what changed. Name the file for the model "
                + $"{Path.ChangeExtension(model, ".safetensors")}, for example.");
        if (model is not null && Path.ChangeExtension(model, Extension) is var page && File.Exists(page)
            && !File.ReadLines(page).Take(TitleLines).Any(line => line.Contains(Title, StringComparison.Ordinal)))
            throw new UsageException($"--out {model}: the page that shows what changed would replace {page}. Choose "
                + "another name for the model.");
    }

    /// <summary>Writes the page.</summary>
    /// <param name="result">what the adaptation changed</param>
    /// <param name="model">the path of the adapted model, for the commands on the page</param>
    /// <param name="photographs">[N] paths of the photographs that the model was adapted to; null (default) if it was
    /// adapted to rows of features</param>
    /// <returns>the path of the page: the path of the model, with the extension .html</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static string Write(AdaptationResult result, string model, IReadOnlyList<string>? photographs = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        var path = Path.ChangeExtension(model, Extension);
        AtomicFile.WriteText(path, ToHtml(result, model, photographs));
        return path;
    }

    private static string ToHtml(AdaptationResult result, string model, IReadOnlyList<string>? photographs)
    {
        var count = result.After.Count;
        string Share(int part) => $"{Words.Percent(100.0 * part / count)} %";
        int Unseen(IEnumerable<int> classes) => classes.Count(label => !result.Model.IsSeen[label]);
        var report = new HtmlReport(Title, $"{count} photographs without labels");
        report.Lead($"{Share(result.Changed)} of the photographs now get another class. {Share(Unseen(result.After))} "
            + $"are taken for a class that training had no photograph of; {Share(Unseen(result.Before))} were before.");
        report.Steps(
            ("Look through the changes below. If they are mostly right, use the adapted model:",
                $"unseen predict {Words.Quoted(model)} {(photographs is null ? "--features FILE" : "photo.jpg")}"),
            ("If they are not, delete the file of the adapted model: the trained model is unchanged.", null));
        report.Section("Changes");
        report.Table(["before", "after", "photographs"], result.Moves.Take(MaxMoves).Select(move => new[]
            { result.Model.ClassNames[move.From], result.Model.ClassNames[move.To], $"{move.Count}" }));
        int[] changed = [.. Enumerable.Range(0, count).Where(i => result.Before[i] != result.After[i])];
        if (photographs is null)
            AddRows(report, result, changed);
        else
            AddPictures(report, result, changed, photographs);
        return report.ToString();
    }

    private static void AddRows(HtmlReport report, AdaptationResult result, int[] changed)
    {
        report.Section("Rows whose class changed");
        report.Table(["row", "before", "after"], changed.Take(MaxRows).Select(row => new[]
        {
            row.ToString(CultureInfo.InvariantCulture), result.Model.ClassNames[result.Before[row]],
            result.Model.ClassNames[result.After[row]],
        }));
        if (changed.Length > MaxRows)
            report.Paragraph($"The first {MaxRows} of {changed.Length}.");
    }

    private static void AddPictures(
        HtmlReport report, AdaptationResult result, int[] changed, IReadOnlyList<string> photographs)
    {
        report.Section("Photographs whose class changed");
        report.Pictures(changed.Take(MaxPictures).Select(i => (Thumbnail.Read(photographs[i], LongSide),
            $"{result.Model.ClassNames[result.Before[i]]} → {result.Model.ClassNames[result.After[i]]}")));
        if (changed.Length > MaxPictures)
            report.Paragraph($"The first {MaxPictures} of {changed.Length}.");
    }
}
