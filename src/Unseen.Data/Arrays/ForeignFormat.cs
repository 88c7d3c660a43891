using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Unseen.Data.Arrays;

/// <summary>Recognises files whose first bytes do not match their names, and says what to do about them.</summary>
internal static partial class ForeignFormat
{
    /// <summary>The message for a pipe, which cannot be read twice.</summary>
    public const string Pipe = "this is a pipe, and data is read several times. Save it as a file first.";

    private const int StartLength = 1024;
    private const int TarSignatureOffset = 257;
    private const int ShownTitle = 40;

    private static readonly (byte[] Start, string Sentence)[] _unreadable =
    [
        ([0x1F, 0x8B], "this is compressed by gzip. Unpack it first (gunzip, or tar -xzf for a .tar.gz)."),
        ([.. "BZh"u8], "this is compressed by bzip2. Unpack it first (bunzip2)."),
        ([0xFD, .. "7zXZ"u8], "this is compressed by xz. Unpack it first (unxz)."),
        ([0x28, 0xB5, 0x2F, 0xFD], "this is compressed by Zstandard. Unpack it first (unzstd)."),
        ([.. "7z"u8, 0xBC, 0xAF], "this is a 7-Zip archive. Unpack it first."),
        ([.. "Rar!"u8], "this is a RAR archive. Unpack it first."),
        ([0xD0, 0xCF, 0x11, 0xE0], "this is an old Excel workbook (.xls). Save it as \"CSV UTF-8\"."),
        ([.. "%PDF"u8], "this is a PDF document, not data. Check where it was downloaded from."),
        ([0x89, .. "PNG"u8], "this is a PNG image, not data."),
        ([0xFF, 0xD8, 0xFF], "this is a JPEG image, not data."),
        ([.. "GIF8"u8], "this is a GIF image, not data."),
        ([.. "SQLite format 3"u8], "this is an SQLite database. Export its table as CSV."),
        ([.. "ARROW1"u8], "this is an Arrow (Feather) file. Save it with DataFrame.to_parquet or to_csv."),
    ];

    private static readonly (byte[] Start, string Sentence)[] _misnamed =
    [
        ([.. "MATLAB 7.3"u8], "this is a MATLAB 7.3 file. Give its name the ending .mat."),
        ([.. "MATLAB 5.0"u8], "this is a MATLAB file. Give its name the ending .mat."),
        ([0x93, .. "NUMPY"u8], "this is a NumPy array. Give its name the ending .npy."),
        ([0x89, .. "HDF"u8], "this is an HDF5 file. Give its name the ending .mat."),
        ([.. "PAR1"u8], "this is a Parquet file. Give its name the ending .parquet."),
    ];

    /// <summary>Reads the first bytes of a file, as many as <see cref="Describe"/> needs. The position of the stream
    /// does not change.</summary>
    public static byte[] GetStart(FileStream stream)
    {
        var position = stream.Position;
        stream.Position = 0;
        var start = new byte[Math.Min(StartLength, stream.Length)];
        stream.ReadExactly(start);
        stream.Position = position;
        return start;
    }

    /// <summary>Describes a file that is neither a table nor an array file, for example by "this is compressed by gzip.
    /// Unpack it first."; null if its format is not known.</summary>
    /// <param name="start">the first bytes of the file</param>
    public static string? Describe(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
            return "the file is empty (0 bytes). Download or copy it again.";
        foreach (var (signature, sentence) in _unreadable)
            if (start.StartsWith(signature))
                return sentence;
        if (start.Length > TarSignatureOffset && start[TarSignatureOffset..].StartsWith("ustar"u8))
            return "this is a tar archive. Unpack it first (tar -xf).";
        if (IsPickle(start))
            return "this is a Python pickle, which can run any code when it is read. Save its arrays again with "
                + "numpy.savez(\"features.npz\", features=..., labels=...).";
        if (start.Length >= 16 && !start.ContainsAnyExcept((byte)0))
            return "this begins with nothing but zeros, as after an interrupted download. Download it again.";
        return DescribeText(Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n'));
    }

    /// <summary>As <see cref="Describe"/>, for a file whose name says that it is a table.</summary>
    /// <param name="path">path of the file, which is opened if it is a zip archive</param>
    /// <param name="start">the first bytes of the file</param>
    public static string? DescribeTable(string path, ReadOnlySpan<byte> start)
    {
        foreach (var (signature, sentence) in _misnamed)
            if (start.StartsWith(signature))
                return sentence;
        return start.StartsWith("PK\x03\x04"u8) ? DescribeZip(path) : Describe(start);
    }

    /// <summary>Describes a zip archive by the files in it, and says what to do with it.</summary>
    public static string DescribeZip(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            string[] names = [.. archive.Entries.Take(1000).Select(entry => entry.FullName)];
            return names switch
            {
                _ when names.Any(name => name.StartsWith("xl/", StringComparison.Ordinal)) =>
                    "this is an Excel workbook. Give its name the ending .xlsx, or save its sheet as \"CSV UTF-8\".",
                _ when names.Any(name => name.StartsWith("word/", StringComparison.Ordinal)) =>
                    "this is a Word document, not data.",
                _ when names.Any(name => name.EndsWith("data.pkl", StringComparison.Ordinal)) =>
                    "this is a PyTorch file. Give its name the ending .pt.",
                _ when names.Any(name => name.EndsWith(".npy", StringComparison.Ordinal)) =>
                    "this is a NumPy archive. Give its name the ending .npz.",
                _ => "this is a zip archive of other files"
                    + $"{(names.Length > 0 ? $" ({string.Join(", ", names.Take(3))})" : "")}. Unpack it first.",
            };
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return "this begins like a zip archive, but is cut short or damaged. Download it again.";
        }
    }

    /// <summary>Whether bytes can be text: there is at least one, and none is a control character other than a tab or
    /// a line end.</summary>
    public static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (var value in start)
            if (value is < 0x20 and not ((byte)'\t' or (byte)'\r' or (byte)'\n') or 0x7F)
                return false;
        return start.Length > 0;
    }

    /// <summary>Whether a file begins like a pickle of protocol 2 to 5: the number of the protocol, then an opcode that
    /// pickles begin with.</summary>
    private static bool IsPickle(ReadOnlySpan<byte> start) =>
        start.Length > 2 && start[0] == 0x80 && start[1] is >= 2 and <= 5
            && start[2] is 0x95 or (byte)'}' or (byte)']' or (byte)'c' or (byte)'(' or 0x8A;

    private static string? DescribeText(string text)
    {
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
            return $"this is a Git LFS pointer, not the data itself{SizeOf(text)}. Run git lfs pull in its repository.";
        if (!WebPage().IsMatch(text))
            return null;
        var title = Title().Match(text) is { Success: true } found ? found.Groups[1].Value.Trim() : "";
        if (title.Length > ShownTitle)
            title = title[..ShownTitle] + "...";
        return $"this is a web page{(title.Length > 0 ? $" (\"{title}\")" : "")}, not data: the server sent a page "
            + "that asks you to sign in or to confirm, or reports an error. Open the address in a browser, and save "
            + "the file itself.";
    }

    private static string SizeOf(string pointer) =>
        PointerSize().Match(pointer) is { Success: true } found
            && long.TryParse(found.Groups[1].Value, CultureInfo.InvariantCulture, out var bytes)
            ? string.Create(CultureInfo.InvariantCulture, $" (which has {bytes / 1e6:0.##} MB)") : "";

    [GeneratedRegex(@"^(<!--.*?-->\s*)?<(!doctype|html|head|body|script|\?xml)\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex WebPage();

    [GeneratedRegex("<title[^>]*>([^<]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Title();

    [GeneratedRegex(@"^size (\d+)", RegexOptions.Multiline)]
    private static partial Regex PointerSize();
}
