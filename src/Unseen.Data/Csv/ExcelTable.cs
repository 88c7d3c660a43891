using System.IO.Compression;
using System.Text;
using ExcelDataReader;

namespace Unseen.Data.Csv;

/// <summary>The cells of a sheet of an Excel workbook.</summary>
internal static class ExcelTable
{
    private const int Growth = 8; // memory for a byte of XML
    private const int FewCells = 1 << 20;

    /// <summary>Every row of the sheet that the user named, or of the first; empty ones too.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="reading">what the user decided; receives a note</param>
    /// <param name="onSheets">receives, of a workbook with several sheets, which they are, as a sentence behind a fault
    /// of the one that is read</param>
    /// <exception cref="UnseenDataException">The workbook does not fit into memory, is almost empty, or has no such
    /// sheet.</exception>
    public static IEnumerable<IEnumerable<object?>> Rows(
        string path, ReadingContext reading, Action<string> onSheets)
    {
        using var stream = File.OpenRead(path);
        var cellsLeft = FewCells + CheckSize(path, stream); // a cell takes more than a byte
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance); // which the reader insists on
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(stream);
        if (reader.ResultsCount > 1)
            onSheets(ChooseSheet(path, reader, reading));
        for (var row = 1; reader.Read(); row++)
        {
            cellsLeft -= reader.FieldCount;
            if (cellsLeft < 0)
                throw new UnseenDataException(path, $"its sheet has {reader.FieldCount} columns and at least {row} "
                    + "rows, most of them empty. Delete the empty ones, or save the sheet as \"CSV UTF-8\".");
            yield return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)];
        }
    }

    /// <summary>Moves to the sheet to read, of several.</summary>
    /// <returns>what else could be read, as a sentence behind a fault of the sheet</returns>
    private static string ChooseSheet(string path, IExcelDataReader reader, ReadingContext reading)
    {
        var names = SheetNames(reader);
        var place = reading.Options.Sheet is not { } sheet ? 0
            : names.FindIndex(name => name.Equals(sheet, StringComparison.OrdinalIgnoreCase));
        var all = string.Join(", ", names.Select(name => $"'{name}'"));
        if (place < 0)
            throw new UnseenDataException(path, $"there is no sheet '{reading.Options.Sheet}', but {all}.");
        if (reading.Options.Sheet is null)
            reading.Note(path, $"the first of {names.Count} sheets read, '{names[0]}'");
        reader.Reset();
        for (var i = 0; i < place; i++)
            reader.NextResult();
        return $" Read was '{names[place]}' of the sheets {all}. Make that of the table the first, or name it with "
            + "--sheet.";
    }

    private static List<string> SheetNames(IExcelDataReader reader)
    {
        List<string> names = [];
        do
            names.Add(reader.Name);
        while (reader.NextResult());
        return names;
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
