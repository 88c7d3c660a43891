using System.Globalization;
using System.Net;
using System.Text;
using Unseen.Runs.Reports.Figures;

namespace Unseen.Runs.Reports;

/// <summary>Builds a self-contained HTML page without scripts or external resources. All texts are escaped.</summary>
internal sealed class HtmlReport(string title, string subtitle)
{
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

    /// <summary>Adds a figure with a caption.</summary>
    public void Add(Figure figure, string caption)
    {
        _figures++;
        _body.Append(CultureInfo.InvariantCulture,
            $"<figure>\n{figure.ToSvg($"f{_figures}")}\n<figcaption>Figure {_figures}. "
            + $"{Escape(caption)}</figcaption>\n</figure>\n");
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

    /// <summary>Adds a table. Columns in which all cells begin like a number are aligned to the right. Cells wrapped
    /// in ** are emphasised.</summary>
    /// <param name="header">the headings</param>
    /// <param name="rows">the cells</param>
    /// <param name="best">index of the row to highlight, or null (default)</param>
    public void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, int? best = null)
    {
        IReadOnlyList<string>[] all = [.. rows];
        bool[] areNumbers = [.. header.Select((_, column) =>
            all.Length > 0 && all.All(row => column < row.Count && IsNumber(Content(row[column]))))];
        _body.Append("<div class=\"wide\"><table>\n<thead><tr>");
        foreach (var (column, cell) in header.Index())
            _body.Append(CultureInfo.InvariantCulture, $"<th{Class(areNumbers[column])}>{Escape(cell)}</th>");
        _body.Append("</tr></thead>\n<tbody>\n");
        foreach (var (index, row) in all.Index())
            _body.Append(index == best ? "<tr class=\"best\">" : "<tr>")
                .AppendJoin("", row.Select((cell, column) => Cell(cell, areNumbers[column]))).Append("</tr>\n");
        _body.Append("</tbody></table></div>\n");
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

    private const string Style = """
        :root { color-scheme: light dark; --text: #1a1a1a; --soft: #555; --line: #d8d8d8; --ground: #fff;
            --tint: #f4f6f8; --accent: #0072B2; }
        @media (prefers-color-scheme: dark) { :root { --text: #e8e8e8; --soft: #a8a8a8; --line: #444;
            --ground: #16181b; --tint: #22262b; --accent: #56B4E9; } }
        body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.55 system-ui, sans-serif;
            }
        main { max-width: 54rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 0 0; }
        h2 { font-size: 1.25rem; margin: 2.4rem 0 0.6rem; }
        .subtitle, figcaption, dt, nav { color: var(--soft); }
        figcaption { font-size: 0.9rem; margin-top: 0.4rem; }
        a { color: var(--accent); } nav a { margin-right: 1rem; white-space: nowrap; }
        figure { margin: 1.2rem 0; break-inside: avoid; overflow-x: auto; }
        figure svg image { image-rendering: pixelated; }
        figure svg { max-width: 100%; min-width: 32rem; height: auto; background: #fff;
            border: 1px solid var(--line); border-radius: 4px; }
        @media screen and (prefers-color-scheme: dark) {
            figure svg, figure svg image { filter: invert(0.92) hue-rotate(180deg); } }
        .pictures { display: flex; flex-wrap: wrap; gap: 0.8rem; } .pictures figure { margin: 0; width: 9rem; }
        .pictures img { display: block; max-width: 100%; border-radius: 4px; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 0.9rem; break-inside: avoid;
            } th, td { padding: 0.3rem 0.7rem; text-align: left; border-bottom: 1px solid var(--line);
            white-space: nowrap; }
        thead th { border-bottom: 2px solid var(--line); }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        .best td { background: var(--tint); } .best td:first-child { box-shadow: inset 3px 0 var(--accent); }
        pre { background: var(--tint); padding: 0.7rem 0.9rem; overflow-x: auto; border-radius: 4px;
            font-size: 0.85rem; }
        .note { background: var(--tint); border-left: 4px solid var(--accent); padding: 0.5rem 0.9rem; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.2rem; }
        dd { margin: 0; overflow-wrap: anywhere; }
        @media print { figure svg { min-width: 0; }
            :root { --text: #000; --ground: #fff; --tint: #f4f4f4; --line: #bbb; --soft: #333; }
        body { font-size: 11pt; } main { max-width: none; padding: 0; } }
        """;

    private string Contents()
    {
        var links = _sections.Select(section => $"<a href=\"#{section.Id}\">{Escape(section.Heading)}</a> ");
        return $"<nav>{string.Concat(links)}</nav>";
    }

    private static string Cell(string text, bool isNumber)
    {
        var content = Content(text);
        var isStrong = content.Length < text.Length;
        return $"<td{Class(isNumber)}>{(isStrong ? $"<strong>{Escape(content)}</strong>" : Escape(content))}</td>";
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
