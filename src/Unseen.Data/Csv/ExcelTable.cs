using System.IO.Compression;
using System.Text;
using ExcelDataReader;

namespace Unseen.Data.Csv;

/// <summary>The cells of an Excel workbook's first sheet.</summary>
internal static class ExcelTable
{
    private const int Growth = 8; // memory for a byte of XML

    /// <summary>Every row of the sheet, empty ones too.</summary>
    /// <exception cref="UnseenDataException">The workbook does not fit into memory.</exception>
    public static IEnumerable<IEnumerable<object?>> Rows(string path, ReadingContext reading)
    {
        using var stream = File.OpenRead(path);
        CheckSize(path, stream);
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance); // which the reader insists on
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(stream);
        if (reader.ResultsCount > 1)
            reading.Note(path, $"the first of {reader.ResultsCount} sheets read, '{reader.Name}'");
        while (reader.Read())
            yield return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)];
    }

    private static void CheckSize(string path, FileStream stream)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        var (stored, inflated) = (archive.Entries.Sum(entry => (double)entry.CompressedLength),
            archive.Entries.Sum(entry => (double)entry.Length));
        if (stored > stream.Length)
            throw new InvalidDataException("several of its parts lie in one place");
        if (Growth * inflated > MachineMemory.Available())
            throw new UnseenDataException(path, $"this workbook holds {inflated / 1e6:0} MB of text, more than fits "
                + "into memory. Save its sheet as \"CSV UTF-8\".");
        stream.Position = 0;
    }
}
