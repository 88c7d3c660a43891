using System.Globalization;

namespace Unseen.Data.Csv;

/// <summary>The format of a table, recognised from its first rows.</summary>
/// <param name="Delimiter">the character between fields</param>
/// <param name="DecimalComma">whether the decimal mark of numbers is a comma, not a point</param>
/// <param name="LinesBefore">number of lines before the first record: a line "sep=" and comments</param>
/// <param name="HeaderMark">whether the first record is a header that begins with "#", as NumPy writes it</param>
/// <param name="Preview">the first records, at least one</param>
internal sealed record TableFormat(
    char Delimiter, bool DecimalComma, int LinesBefore, bool HeaderMark, IReadOnlyList<string[]> Preview)
{
    private const char Comment = '#';
    private const int PreviewRows = 500;
    private static readonly char[] _delimiters = ['\t', ';', '|', ','];

    /// <summary>Recognises the format of a table.</summary>
    /// <param name="path">path of the file, for messages</param>
    /// <param name="sample">the first lines of the table</param>
    /// <param name="options">the user's options</param>
    /// <param name="isText">whether the file is delimited text; false for the cells of a workbook or a Parquet
    /// file</param>
    /// <exception cref="UnseenDataException">There is no record, or it is not clear whether commas are decimal
    /// marks, or separate fields or thousands.</exception>
    public static TableFormat Recognise(string path, string sample, ReadingOptions options, bool isText)
    {
        string[] lines = sample.ReplaceLineEndings("\n").Split('\n');
        var first = 0;
        char? stated = null;
        if (lines[0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && lines[0].Length > 4)
            (stated, first) = (lines[0][4], 1);
        var data = Array.FindIndex(lines, first, line => !string.IsNullOrWhiteSpace(line) && line[0] != Comment);
        var rows = data < 0 ? first : data;
        var delimiter = !isText ? RecordText.Delimiter
            : options.Delimiter ?? stated ?? GetDelimiter(lines[rows..]) ?? GetDefault(path, lines[rows..]);
        var (start, isMarked) = SkipComments(lines, first, rows, delimiter);
        var preview = Records(lines[start..], delimiter);
        if (preview.Count == 0)
            throw new UnseenDataException(path, "the table has no rows.");
        if (isMarked)
            preview[0][0] = preview[0][0].TrimStart(Comment).Trim();
        // The numbers of workbooks and Parquet files have points, even if the user's text files have decimal commas.
        var hasPoints = !isText && preview.Exists(record => Array.Exists(record, CellNumber.HasDecimalPoint));
        var comma = !hasPoints && (options.DecimalMark is { } mark ? mark == ',' : HasDecimalCommas(path, preview));
        if (isText && options.DecimalMark is null && !comma)
            RequireDecimalPoints(path, preview);
        if (comma && isText && delimiter == ',' && MayHaveSplitNumbers(preview))
            throw new UnseenDataException(path, "the fields seem to be separated by commas, which are also decimal "
                + "marks. Name the character between fields with --delimiter, or put quotes around the numbers.");
        return new(delimiter, comma, start, isMarked, preview);
    }

    /// <summary>Whether a record is a comment between the rows: it begins with "#", and does not have as many fields as
    /// a row.</summary>
    public static bool IsComment(string[] record, int fields) =>
        record[0].StartsWith(Comment) && record.Length != fields;

    private static List<string[]> Records(string[] lines, char delimiter)
    {
        var reader = new RecordReader(new StringReader(string.Join('\n', lines)), delimiter);
        List<string[]> records = [];
        while (records.Count < PreviewRows && reader.Read() is { } record)
            records.Add(record);
        return records;
    }

    /// <summary>Gets the first delimiter that splits the first row into several fields, and most rows into the same
    /// number of fields. If there is none, gets a space if it splits every row into the same number of fields, at least
    /// two, which are all numbers. Otherwise returns null.</summary>
    private static char? GetDelimiter(string[] lines)
    {
        foreach (var delimiter in _delimiters)
        {
            var records = Records(lines, delimiter);
            if (records.Count > 0 && records[0].Length > 1
                && 2 * records.Count(record => record.Length == records[0].Length) > records.Count)
                return delimiter;
        }

        var blanks = Records(lines, ' ');
        return blanks.Count > 0 && blanks[0].Length > 1 && blanks.TrueForAll(
            record => record.Length == blanks[0].Length && Array.TrueForAll(record, CellNumber.IsNumberLike))
            ? ' ' : null;
    }

    /// <summary>Gets the delimiter of a table without a recognised delimiter. Throws if most rows are numbers with
    /// spaces between them, possibly after the name of the row and its role.</summary>
    private static char GetDefault(string path, string[] lines)
    {
        var records = Records(lines, ' ');
        string[][] spaced = [.. records.Skip(1).Where(record => record.Count(CellNumber.IsNumberLike) is >= 2 and var n
            && n >= record.Length - 2)];
        if (2 * spaced.Length <= records.Count - 1 || spaced.Length == 0)
            return ',';
        throw new UnseenDataException(path, "the fields seem to be separated by spaces"
            + (records[0].Length == spaced[0].Length - 1
                ? ", and the header has one field less than the rows, as R's write.table writes tables. Export the "
                    + "table with commas, in R with write.csv(..., row.names = FALSE)."
                : ". Export it with commas, or read it with --delimiter \" \" if no table has commas."));
    }

    /// <summary>Finds the first record below the comments. If the last line that begins with "#" has as many fields as
    /// the line below it, it is a record, not a comment. It is a row if it has a number or only one field; otherwise it
    /// is a header. If it is a row, the lines directly above it with the same number of fields are rows, too.</summary>
    private static (int Start, bool IsHeader) SkipComments(string[] lines, int first, int rows, char delimiter)
    {
        if (rows == first || lines[rows - 1].Length == 0)
            return (rows, false);
        var fields = Records(lines[rows..(rows + 1)], delimiter) is [var row] ? row.Length : 0;
        var before = Records(lines[(rows - 1)..rows], delimiter) is [var last] ? last : [];
        if (before.Length != fields)
            return (rows, false);
        if (fields == 1 || Array.Exists(before, CellNumber.IsNumberLike))
        {
            var start = rows - 1;
            while (start > first && Records(lines[(start - 1)..start], delimiter) is [var other]
                && other.Length == fields)
                start--;
            return (start, false);
        }

        return (rows - 1, true);
    }

    /// <summary>Whether two adjacent fields of the first row may be one number with a decimal comma. False if any field
    /// contains a decimal comma: the numbers are then in quotes, so commas inside them do not separate
    /// fields.</summary>
    private static bool MayHaveSplitNumbers(List<string[]> preview) =>
        preview[0].Zip(preview[0].Skip(1)).Any(pair => CellNumber.HasDecimalComma($"{pair.First},{pair.Second}"))
        && !preview.Exists(record => Array.Exists(record, CellNumber.HasDecimalComma));

    /// <summary>Throws if every point may separate thousands: there are always three digits after it, and in a column
    /// with such numbers there are also whole numbers from 100 to 999, and none above.</summary>
    private static void RequireDecimalPoints(string path, List<string[]> preview)
    {
        string[][] rows = [.. preview.Skip(1)]; // the first record may be a header of numbers
        string[] pointed = [.. rows.SelectMany(row => row.Where(CellNumber.HasDecimalPoint))];
        if (pointed.Length == 0 || !Array.TrueForAll(pointed, CellNumber.MayBePointedThousands))
            return;
        for (var i = 0; i < preview[0].Length; i++)
        {
            string[] cells = [.. rows.Where(row => i < row.Length).Select(row => row[i])];
            int[] whole = [.. cells.Where(CellNumber.IsInteger)
                .Select(cell => int.Parse(cell, CultureInfo.InvariantCulture))];
            if (Array.Find(cells, CellNumber.HasDecimalPoint) is { } doubtful && whole.Length > 0
                && whole.Max() is >= 100 and < 1000)
                throw new UnseenDataException(path,
                    $"the point of '{doubtful}' may stand before decimals or separate thousands. "
                    + "Use --decimal . if it is a decimal point. Otherwise export the table without separators.");
        }
    }

    private static bool HasDecimalCommas(string path, List<string[]> preview)
    {
        var (commas, points, thousands, doubtful) = (0, 0, 0, (string?)null);
        foreach (var cell in preview.SelectMany(record => record))
        {
            if (CellNumber.HasThousands(cell))
            {
                // Such cells are reported when the table is read, but they show which mark is the decimal mark.
                thousands++;
                var mark = CellNumber.DecimalMarkAfterThousands(cell);
                (commas, points) = (commas + (mark == ',' ? 1 : 0), points + (mark == '.' ? 1 : 0));
                continue;
            }

            points += CellNumber.HasDecimalPoint(cell) ? 1 : 0;
            if (!CellNumber.HasDecimalComma(cell))
                continue;
            if (CellNumber.MayBeThousands(cell))
                doubtful ??= cell;
            else
                commas++;
        }

        if (points == 0 && commas == 0 && thousands == 0 && doubtful is not null)
            throw new UnseenDataException(path,
                $"the comma of '{doubtful}' may stand before decimals or separate thousands. "
                + "Use --decimal , if it is a decimal comma. Otherwise export the table without separators.");
        return commas > 0 && points == 0;
    }
}
