using System.Text;
using System.Text.Unicode;
using Unseen.Data.Arrays;
using Unseen.Data.Parquet;

namespace Unseen.Data.Csv;

/// <summary>Opens the text of a table in its encoding. If the user names no encoding, it is recognised: UTF-8, UTF-16
/// or, if the text is neither, Windows-1252.</summary>
internal static class TableText
{
    private const int StartLength = 1024;
    private const int ShownText = 40;
    private const string Windows = "windows-1252";
    private const string Excel = ".xlsx";
    private const string Parquet = ".parquet";

    // bytes that Windows-1252 does not define
    private static readonly char[] _undefined = ['\x81', '\x8D', '\x8F', '\x90', '\x9D'];

    /// <summary>File name extensions of tables.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".csv", ".tsv", Excel];

    /// <summary>Whether a file has the extension of a table, or is a Parquet file without a column of equally long
    /// lists of numbers.</summary>
    /// <exception cref="UnseenDataException">A Parquet file cannot be read, or is damaged.</exception>
    public static bool IsTable(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
        || (Has(path, Parquet) && !ParquetArrays.HasLists(path));

    /// <summary>Whether a table is delimited text, and not a workbook or a Parquet file.</summary>
    public static bool IsText(string path) => !Has(path, Excel) && !Has(path, Parquet);

    /// <summary>Reads a table. If it is read as UTF-8 but turns out not to be UTF-8, it is read again as
    /// Windows-1252.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="reading">the user's options; receives notes</param>
    /// <param name="read">reads the table; receives a function that opens its text</param>
    /// <exception cref="UnseenDataException">The file cannot be read, is not a table, or has an unknown
    /// encoding.</exception>
    public static T Read<T>(string path, ReadingContext reading, Func<Func<TextReader>, T> read)
    {
        var sheets = "";
        try
        {
            if (!IsText(path))
                return read(() => OpenCells(path, reading, found => sheets = found));
            var start = Start(path);
            if (ForeignFormat.DescribeTable(path, start) is { } foreign)
                throw new UnseenDataException(path, foreign);
            var encoding = reading.Options.Encoding is { } name ? ReadingOptions.GetEncoding(name)
                : Recognise(path, start, reading);
            try
            {
                return read(() => Open(path, encoding));
            }
            catch (DecoderFallbackException) when (reading.Options.Encoding is null && encoding is UTF8Encoding)
            {
                NoteWindows(path, reading);
                return read(() => Open(path, ReadingOptions.GetEncoding(Windows)));
            }
            catch (DecoderFallbackException exception)
            {
                throw new UnseenDataException(path,
                    $"this is not text in {reading.Options.Encoding ?? encoding.WebName}. "
                    + "Save it again as \"CSV UTF-8\".", exception);
            }
        }
        catch (UnseenDataException fault) when (sheets.Length > 0 && fault.File == path)
        {
            throw new UnseenDataException(path, fault.Message[$"{path}: ".Length..] + sheets, fault);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnseenDataException(
                path, $"the table cannot be read: {FailureReason.Describe(exception)}.", exception);
        }
    }

    /// <summary>Opens a reader that skips the byte order mark of the given encoding. Marks of other encodings are not
    /// detected: .NET would switch to an encoding that does not throw on invalid bytes.</summary>
    private static StreamReader Open(string path, Encoding encoding) =>
        new(path, encoding, detectEncodingFromByteOrderMarks: false);

    private static bool Has(string path, string extension) =>
        Path.GetExtension(path).Equals(extension, StringComparison.OrdinalIgnoreCase);

    private static RecordText OpenCells(string path, ReadingContext reading, Action<string> onSheets)
    {
        if (Has(path, Parquet))
            return new RecordText(path, "a Parquet file", ParquetTable.Rows(path, reading));
        var start = Start(path);
        return start.AsSpan().StartsWith("PK\x03\x04"u8)
            ? new RecordText(path, "an Excel workbook", ExcelTable.Rows(path, reading, onSheets))
            : throw new UnseenDataException(path, ForeignFormat.DescribeTable(path, start)
                ?? "this is not an Excel workbook: it looks like text. If it is a table, give its name the ending "
                + ".csv.");
    }

    private static byte[] Start(string path)
    {
        using var stream = File.OpenRead(path);
        var start = new byte[StartLength];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!stream.CanSeek)
            throw new UnseenDataException(path, ForeignFormat.Pipe);
        return start[..length];
    }

    private static Encoding Recognise(string path, byte[] start, ReadingContext reading)
    {
        bool? bigEndian = start switch
        {
            [0xFF, 0xFE, ..] => false,
            [0xFE, 0xFF, ..] => true,
            _ when HasZeros(start, 1) => false,
            _ when HasZeros(start, 0) => true,
            _ => null,
        };
        if (bigEndian is null && start.Contains((byte)0))
            throw new UnseenDataException(path, "this is not a table: its first bytes are not text.");
        if (bigEndian is not { } order)
            return ReadingOptions.GetEncoding("utf-8");
        reading.Note(path, "text in UTF-16");
        return new UnicodeEncoding(order, byteOrderMark: true, throwOnInvalidBytes: true);
    }

    /// <summary>Whether most bytes at even (parity 0) or odd (parity 1) positions are zero, and none at the other
    /// positions. This is so for Latin text in UTF-16.</summary>
    private static bool HasZeros(byte[] start, int parity)
    {
        var (zeros, others) = (0, 0);
        for (var i = 0; i < start.Length; i++)
            if (start[i] == 0)
                (zeros, others) = i % 2 == parity ? (zeros + 1, others) : (zeros, others + 1);
        return zeros > 0 && others == 0 && zeros >= start.Length * 2 / 5;
    }

    private static void NoteWindows(string path, ReadingContext reading)
    {
        var number = 0;
        (int Number, string Text)? first = null;
        int? utf8 = null;
        using var reader = Open(path, Encoding.Latin1); // keeps every byte
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.IndexOfAny(_undefined) >= 0)
                throw new UnseenDataException(path,
                    $"line {number} is text neither in UTF-8 nor in Windows-1252. Save the "
                    + "table again as \"CSV UTF-8\".");
            var bytes = Encoding.Latin1.GetBytes(line);
            if (!Utf8.IsValid(bytes))
                first ??= (number, ReadingOptions.GetEncoding(Windows).GetString(bytes));
            else if (!Ascii.IsValid(bytes))
                utf8 ??= number;
        }

        if (utf8 is not null)
            throw new UnseenDataException(path,
                $"line {first!.Value.Number} is not UTF-8, but line {utf8} is: the table is "
                + "damaged, or was put together from tables in different encodings. Save it again as \"CSV UTF-8\".");

        var (at, text) = first!.Value;
        reading.Note(path, $"not UTF-8, so read as Windows-1252; line {at} is then "
            + $"\"{(text.Length > ShownText ? text[..ShownText] + "..." : text)}\" (if that is wrong, save it as "
            + "UTF-8)");
    }
}
