using System.IO.Compression;
using System.Text;
using ExcelDataReader;

namespace Unseen.Data.Csv;

/// <summary>Reads the cells of a sheet of an Excel workbook.</summary>
internal static class ExcelTable
{
    private const int MemoryPerByte = 8; // bytes of memory for each byte of XML
    private const int AlwaysAllowedCells = 1 << 20; // number of cells allowed in every workbook

    /// <summary>Reads every row, even empty ones, of the sheet that the user named, or of the first sheet if the user
    /// named none.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="reading">the user's options; receives a note</param>
    /// <param name="onSheets">called with a sentence that names the sheets, if there are several. The caller appends
    /// the sentence to the message of a fault</param>
    /// <exception cref="UnseenDataException">The workbook does not fit into memory; it has several sheets, but none
    /// with the name that the user gave; or its sheet has far more cells than values.</exception>
    /// <exception cref="InvalidDataException">The workbook is damaged.</exception>
    public static IEnumerable<IEnumerable<object?>> Rows(
        string path, ReadingContext reading, Action<string> onSheets)
    {
        using var stream = File.OpenRead(path);
        // A stored cell takes more than one byte, so a sheet with more cells than this is mostly empty.
        var cellsLeft = AlwaysAllowedCells + CheckSize(path, stream);
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance); // ExcelDataReader requires it
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

    /// <summary>Moves to the sheet to read in a workbook with several sheets.</summary>
    /// <returns>a sentence that names all sheets, for the message of a fault</returns>
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
        return $" The sheet '{names[place]}' of {all} was read. Move the sheet of the table to the front, or name it "
            + "with --sheet.";
    }

    private static List<string> SheetNames(IExcelDataReader reader)
    {
        List<string> names = [];
        do
            names.Add(reader.Name);
        while (reader.NextResult());
        return names;
    }

    /// <summary>Gets the total length of the workbook's parts after decompression, in bytes. Throws if they do not fit
    /// into memory.</summary>
    private static double CheckSize(string path, FileStream stream)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        var (stored, inflated) = (archive.Entries.Sum(entry => (double)entry.CompressedLength),
            archive.Entries.Sum(entry => (double)entry.Length));
        if (stored > stream.Length)
            throw new InvalidDataException("several of its parts overlap");
        if (MemoryPerByte * inflated > MachineMemory.Available())
            throw new UnseenDataException(path, $"this workbook holds {inflated / 1e6:0} MB of text, more than fits "
                + "into memory. Save its sheet as \"CSV UTF-8\".");
        stream.Position = 0;
        return inflated;
    }
}
