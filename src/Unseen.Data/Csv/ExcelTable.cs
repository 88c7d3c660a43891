using System.IO.Compression;
using System.Text;
using ExcelDataReader;

namespace Unseen.Data.Csv;

/// <summary>The cells of an Excel workbook's first sheet.</summary>
internal static class ExcelTable
{
    private const int Growth = 8; // memory for a byte of XML
    private const int FewCells = 1 << 20;

    /// <summary>Every row of the sheet, empty ones too.</summary>
    /// <exception cref="UnseenDataException">The workbook does not fit into memory, or is almost empty.</exception>
    public static IEnumerable<IEnumerable<object?>> Rows(string path, ReadingContext reading)
    {
        using var stream = File.OpenRead(path);
        var cellsLeft = FewCells + CheckSize(path, stream); // a cell takes more than a byte
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance); // which the reader insists on
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(stream);
        if (reader.ResultsCount > 1)
            reading.Note(path, $"the first of {reader.ResultsCount} sheets read, '{reader.Name}'");
        for (var row = 1; reader.Read(); row++)
        {
            cellsLeft -= reader.FieldCount;
            if (cellsLeft < 0)
                throw new UnseenDataException(path, $"its sheet has {reader.FieldCount} columns and at least {row} "
                    + "rows, most of them empty. Delete the empty ones, or save the sheet as \"CSV UTF-8\".");
            yield return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)];
        }
    }

    /// <summary>Bytes that the workbook's parts inflate to.</summary>
    private static double CheckSize(string path, FileStream stream)
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
        return inflated;
    }
}
