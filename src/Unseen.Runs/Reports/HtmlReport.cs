using System.Globalization;
using System.Net;
using System.Text;
using Unseen.Runs.Reports.Figures;

namespace Unseen.Runs.Reports;

/// <summary>Builds a self-contained HTML page without scripts or external resources. All texts are escaped.</summary>
internal sealed partial class HtmlReport(string title, string subtitle)
{
    private const string Axis = "<span>0</span><span>50</span><span>100</span>";
    private const int MaxNarrowColumns = 3; // as many as fit on the screen of a phone

    private readonly StringBuilder _body = new();
    private readonly List<(string Id, string Heading)> _sections = [];
    private int _figures;

    public void Section(string heading)
    {
        var id = $"s{_sections.Count + 1}";
        _sections.Add((id, heading));
        _body.Append(CultureInfo.InvariantCulture, $"<h2 id=\"{id}\">{Escape(heading)}</h2>\n");
    }

    public void Paragraph(string text) => _body.Append(CultureInfo.InvariantCulture, $"<p>{Escape(text)}</p>\n");

    /// <summary>Adds the sentences that open the page.</summary>
    public void Lead(string text) =>
        _body.Append(CultureInfo.InvariantCulture, $"<p class=\"lead\">{Escape(text)}</p>\n");

    /// <summary>Adds a section with the next steps. Each has a text that says what it is for, and a command, which can
    /// be null.</summary>
    public void Steps(params IEnumerable<(string Text, string? Command)> steps)
    {
        Section("What to do next");
        _body.Append("<ul class=\"steps\">\n");
        foreach (var (text, command) in steps)
        {
            _body.Append(CultureInfo.InvariantCulture, $"<li>{Escape(text)}");
            if (command is not null)
                Command(command);
            _body.Append("</li>\n");
        }

        _body.Append("</ul>\n");
    }

    /// <summary>Adds a legend for the two colours of bars.</summary>
    public void BarKey(string first, string second) =>
        _body.Append(CultureInfo.InvariantCulture, $"<p><span class=\"first-key\"></span>{Escape(first)}")
            .Append(CultureInfo.InvariantCulture, $"<span class=\"second-key\"></span>{Escape(second)}</p>\n");

    /// <summary>Adds a highlighted paragraph.</summary>
    public void Note(string text) =>
        _body.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Escape(text)}</p>\n");

    public void Command(string text) =>
        _body.Append(CultureInfo.InvariantCulture, $"<pre><code>{Escape(text)}</code></pre>\n");

    public void Facts(params IEnumerable<(string Name, string Value)> facts)
    {
        _body.Append("<dl>\n");
        foreach (var (name, value) in facts)
            _body.Append(CultureInfo.InvariantCulture, $"<dt>{Escape(name)}</dt><dd>{Escape(value)}</dd>\n");
        _body.Append("</dl>\n");
    }

    /// <summary>Adds a figure with a caption, drawn once for wide and once for narrow screens.</summary>
    public void Add(Figure figure, string caption)
    {
        _figures++;
        _body.Append(CultureInfo.InvariantCulture,
            $"<figure>\n<div class=\"broad\">{figure.ToSvg($"f{_figures}")}</div>\n"
            + $"<div class=\"narrow\">{figure.Narrow().ToSvg($"n{_figures}")}</div>\n"
            + $"<figcaption>Figure {_figures}. {Escape(caption)}</figcaption>\n</figure>\n");
    }

    /// <summary>Adds a row of JPEG images with captions. Images that are null are skipped.</summary>
    public void Pictures(params IEnumerable<(byte[]? Jpeg, string Caption)> pictures)
    {
        _body.Append("<div class=\"pictures\">\n");
        foreach (var (jpeg, caption) in pictures)
            if (jpeg is not null)
                _body.Append(CultureInfo.InvariantCulture,
                    $"<figure><img src=\"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}\" "
                    + $"alt=\"{Escape(caption)}\"><figcaption>{Escape(caption)}</figcaption></figure>\n");
        _body.Append("</div>\n");
    }

    /// <summary>Adds a table. Columns of numbers are aligned to the right. Cells wrapped in ** are
    /// emphasised.</summary>
    /// <param name="header">the headings</param>
    /// <param name="rows">the cells</param>
    /// <param name="best">index of the row to highlight, or null (default)</param>
    public void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, int? best = null)
    {
        IReadOnlyList<string>[] all = [.. rows];
        var areNumbers = AreNumbers(header.Count, all);
        OpenTable(header.Count > MaxNarrowColumns ? "stack" : "plain", Headings(header, areNumbers));
        foreach (var (index, row) in all.Index())
            _body.Append(index == best ? "<tr role=\"row\" class=\"best\">" : "<tr role=\"row\">")
                .AppendJoin("", row.Select((cell, column) => Cell(cell, areNumbers[column], header[column])))
                .Append("</tr>\n");
        CloseTable();
    }

    /// <summary>Adds a table with a bar in each row, on a scale from 0 to 100 per cent.</summary>
    /// <param name="name">the heading of the names</param>
    /// <param name="header">the headings of the cells after the bar</param>
    /// <param name="rows">the rows</param>
    public void Bars(string name, IReadOnlyList<string> header, IEnumerable<BarRow> rows)
    {
        BarRow[] all = [.. rows];
        var areNumbers = AreNumbers(header.Count, [.. all.Select(row => row.Cells)]);
        OpenTable("bars", [$"<th role=\"columnheader\" scope=\"col\">{Escape(name)}</th>",
            $"<th role=\"columnheader\" scope=\"col\"><div class=\"axis\">{Axis}</div></th>",
            .. Headings(header, areNumbers)]);
        foreach (var row in all)
            _body.Append(CultureInfo.InvariantCulture, $"<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">")
                .Append(CultureInfo.InvariantCulture, $"{Escape(row.Name)}</th><td role=\"cell\">{Bar(row)}</td>")
                .AppendJoin("", row.Cells.Select((cell, column) => Cell(cell, areNumbers[column], header[column])))
                .Append("</tr>\n");
        CloseTable();
    }

    public override string ToString() => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Escape(title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <main>
        <h1>{Escape(title)}</h1>
        <p class="subtitle">{Escape(subtitle)}</p>
        {(_sections.Count > 2 ? Contents() : "")}
        {_body}</main>
        </body>
        </html>

        """;

    private string Contents()
    {
        var links = _sections.Select(section => $"<a href=\"#{section.Id}\">{Escape(section.Heading)}</a> ");
        return $"<nav>{string.Concat(links)}</nav>";
    }

    private static IEnumerable<string> Headings(IReadOnlyList<string> header, bool[] areNumbers) =>
        header.Zip(areNumbers, (cell, isNumber) =>
            $"<th role=\"columnheader\" scope=\"col\"{Class(isNumber)}>{Escape(cell)}</th>");

    /// <summary>Determines which columns have only cells that are empty, begin like a number, or are a dash.</summary>
    private static bool[] AreNumbers(int columns, IReadOnlyList<string>[] rows) =>
        [.. Enumerable.Range(0, columns).Select(column =>
            rows.Length > 0 && rows.All(row => column < row.Count && IsNumber(Content(row[column]))))];

    private void OpenTable(string kind, IEnumerable<string> headings) =>
        _body.Append(CultureInfo.InvariantCulture, $"<table role=\"table\" class=\"{kind}\">\n")
            .Append("<thead role=\"rowgroup\"><tr role=\"row\">").AppendJoin("", headings)
            .Append("</tr></thead>\n<tbody role=\"rowgroup\">\n");

    private void CloseTable() => _body.Append("</tbody></table>\n");

    /// <summary>Creates a cell. An attribute contains the heading, which narrow screens show beside the
    /// cell.</summary>
    private static string Cell(string text, bool isNumber, string heading)
    {
        var content = Content(text);
        var isStrong = content.Length < text.Length;
        return $"<td role=\"cell\"{Class(isNumber)} data-heading=\"{Escape(heading)}\">"
            + $"{(isStrong ? $"<strong>{Escape(content)}</strong>" : Escape(content))}</td>";
    }

    private static string Bar(BarRow row)
    {
        static string Place(string name, double percent) =>
            FormattableString.Invariant($"{name}:{Math.Clamp(percent, 0, 100):0.#}%");
        var length = double.IsFinite(row.Percent)
            ? $"<i{(row.IsSecond ? " class=\"second\"" : "")} style=\"{Place("width", row.Percent)}\"></i>" : "";
        var interval = row.Interval is { } known
            ? $"<b style=\"{Place("left", known.Low)};{Place("width", known.High - known.Low)}\"></b>" : "";
        return $"<div class=\"bar\">{length}{interval}</div>";
    }

    private static string Class(bool isNumber) => isNumber ? " class=\"number\"" : "";

    private static bool IsNumber(string content) =>
        content.Length == 0 || char.IsAsciiDigit(content[0]) || content is "–"
            || (content[0] == '-' && content.Length > 1 && char.IsAsciiDigit(content[1]));

    /// <summary>Gets the text of a cell without the emphasis.</summary>
    private static string Content(string text) =>
        text.Length > 4 && text.StartsWith("**", StringComparison.Ordinal)
            && text.EndsWith("**", StringComparison.Ordinal) ? text[2..^2] : text;

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
