namespace Unseen.Cli.Screens;

/// <summary>Writes tables whose cells are never wrapped, even on a narrow screen. Use it for tables that can have many
/// columns.</summary>
internal static class PlainTable
{
    private const string Gap = "  ";

    /// <summary>Writes a heading and rows. Columns whose cells begin with a digit or a dash, or are empty, are
    /// aligned to the right.</summary>
    public static void Write(Screen screen, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = header.Select((name, column) => rows.Select(row => row[column].Length).Append(name.Length).Max())
            .ToArray();
        var areNumbers = header.Select((_, column) =>
            rows.Count > 0 && rows.All(row => row[column].Length == 0 || char.IsAsciiDigit(row[column][0])
            || row[column][0] is '–' or '-')).ToArray();
        void Line(IReadOnlyList<string> cells) => screen.Line(
            (Gap + string.Join(Gap, cells.Select((cell, column) =>
                areNumbers[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])))).TrimEnd());
        Line(header);
        Line([.. widths.Select(width => new string('─', width))]);
        foreach (var row in rows)
            Line(row);
    }
}
