using System.Globalization;
using System.IO.Compression;
using System.Security;
using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

/// <summary>Excel workbooks instead of CSV files.</summary>
public sealed class WorkbookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_WorkbooksInsteadOfCsvFiles_AreRead()
    {
        string[] names = ["okapi, the", "he\"ron", "ötter", "lynx", "ibis", "puma 🐆"];
        InputProblem.WriteTables(_folder, names: Array.ConvertAll(names, name => $"\"{name.Replace("\"", "\"\"")}\""));
        File.Delete(_folder.GetPath("features.csv"));
        File.Delete(_folder.GetPath("classes.csv"));
        var width = InputProblem.DescriptorRows.Columns;
        WriteWorkbook("features.xlsx", [["f0", "f1", "f2", "f3", "f4"], .. InputProblem.Features.Chunk(
            InputProblem.Width).Select(row => row.Cast<object?>().ToArray())]);
        WriteWorkbook("classes.xlsx", [["class", "role", "a0", "a1", "a2", "a3"], .. InputProblem.Descriptors.Chunk(
            width).Select((row, i) => (object?[])[names[i], i < 4 ? "seen" : "unseen", .. row.Cast<object?>()]),
            [null, null, null, null, null, null]]);

        var dataset = DatasetLoader.Load(_folder.FullPath);

        InputProblem.AssertRead(dataset, names, ownSplit: true);
        Assert.Equal(["classes.xlsx: one empty row left out.", InputProblem.HeldOutNote("labels.csv")], dataset.Notes);
    }

    [Fact]
    public void Load_DecimalCommasInATableBesideAWorkbook_ReadsBoth()
    {
        InputProblem.WriteTables(_folder, ';', decimalComma: true);
        File.Delete(_folder.GetPath("features.csv"));
        WriteWorkbook("features.xlsx", [["f0", "f1", "f2", "f3", "f4"], .. InputProblem.Features.Chunk(
            InputProblem.Width).Select(row => row.Cast<object?>().ToArray())]);

        var dataset = DatasetLoader.Load(_folder.FullPath, reading: new ReadingOptions { DecimalMark = ',' });

        InputProblem.AssertRead(dataset, ownSplit: true);
    }

    [Fact]
    public void Read_CellThatIsNotANumber_ThrowsWithItsLineAndColumn()
    {
        WriteWorkbook("features.xlsx", [["f0", "f1"], [1.5, 2.0], [2.5, "much"], [null, 1.0]]);

        var refusal = Assert.Throws<UnseenDataException>(() => FeatureFile.Read(_folder.GetPath("features.xlsx"), 2));

        Assert.Contains("line 3, column 'f1'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("line 4, column 'f0'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SheetWithAValueInTheLastPossibleCell_IsRefused()
    {
        WriteWorkbook("features.xlsx", [["f0", "f1"], [1.5, 2.0]],
            "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>");

        Assert.Contains("its sheet has 16384 columns", Assert.Throws<UnseenDataException>(() =>
            FeatureFile.Read(_folder.GetPath("features.xlsx"), 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WorkbookOfSeveralSheets_ReadsTheSheetOfTheOption()
    {
        InputProblem.WriteTables(_folder);
        File.Delete(_folder.GetPath("features.csv"));
        object?[][] features = [["f0", "f1", "f2", "f3", "f4"], .. InputProblem.Features.Chunk(InputProblem.Width)
            .Select(row => row.Cast<object?>().ToArray())];
        WriteWorkbook("features.xlsx", [.. features.Select(row => row.Select(cell => cell is float x ? -x : cell)
            .ToArray())], second: features);

        var dataset = DatasetLoader.Load(_folder.FullPath, reading: new ReadingOptions { Sheet = "data" });

        InputProblem.AssertRead(dataset, ownSplit: true);
        Assert.Equal([InputProblem.HeldOutNote("labels.csv")], dataset.Notes);
        Assert.Equal(["features.xlsx: the first of 2 sheets read, 'Sheet1'.", InputProblem.HeldOutNote("labels.csv")],
            DatasetLoader.Load(_folder.FullPath).Notes);
        Assert.EndsWith("features.xlsx: there is no sheet 'Daten', but 'Sheet1', 'Data'.",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(
                _folder.FullPath, reading: new ReadingOptions { Sheet = "Daten" })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SheetOfTheOption_ReturnsItsFeatures()
    {
        var path = _folder.GetPath("features.xlsx");
        WriteWorkbook("features.xlsx", [["f0", "f1"], [1.5, 2.0]], second: [["f0", "f1"], [7.5, 8.0], [9.5, 1.0]]);
        List<string> notes = [];

        var named = FeatureFile.Read(path, 2, new ReadingOptions { Sheet = "data" }, notes.Add);
        Assert.Empty(notes);
        var first = FeatureFile.Read(path, 2, options: null, notes.Add);

        Assert.Equal([7.5f, 8, 9.5f, 1], Enumerable.Range(0, named.Rows).SelectMany(row => named.Row(row).ToArray()));
        Assert.Equal([1.5f, 2], first.Row(0).ToArray());
        Assert.Equal(["features.xlsx: the first of 2 sheets read, 'Sheet1'."], notes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("What these are")]
    public void Read_FirstSheetHasNoTable_ThrowsWithTheSheets(string? text)
    {
        WriteWorkbook("features.xlsx", text is null ? [] : [[text]], second: [["f0", "f1"], [1.5, 2.0]]);

        Assert.EndsWith(" The sheet 'Sheet1' of 'Sheet1', 'Data' was read. Move the sheet of the table to the front, "
            + "or name it with --sheet.",
            Assert.Throws<UnseenDataException>(() => FeatureFile.Read(_folder.GetPath("features.xlsx"), 2)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NotAWorkbook_ThrowsWithTheKindOfFile()
    {
        Assert.Contains("this is not an Excel workbook: it looks like text", Refusal("1,2\n3,4\n"u8.ToArray()),
            StringComparison.Ordinal);
        Assert.Contains("the file is empty", Refusal([]), StringComparison.Ordinal);
        Assert.Contains("an old Excel workbook (.xls)", Refusal([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]),
            StringComparison.Ordinal);
        Assert.Contains("this is an Excel workbook that cannot be read", Refusal("PK\x03\x04 and no more"u8.ToArray()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedOrTruncatedFile_SucceedsOrThrowsUnseenDataException()
    {
        WriteWorkbook("features.xlsx", [["f0", "f1"], [1.5, 2.0], [2.5, 3.0], [0.5, 1.0]]);
        var bytes = File.ReadAllBytes(_folder.GetPath("features.xlsx"));
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            byte[] damaged = i % 3 == 0 ? bytes[..random.Next(bytes.Length)] : [.. bytes];
            if (i % 3 != 0)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                FeatureFile.Read(_folder.Write("features.xlsx", damaged), 2);
            }
            catch (UnseenDataException)
            {
                // The only exception that is allowed.
            }
        }
    }

    private string Refusal(byte[] bytes) => Assert.Throws<UnseenDataException>(() =>
        FeatureFile.Read(_folder.Write("features.xlsx", bytes), 2)).Message;

    /// <summary>Writes a workbook of one or two sheets, with texts as inline strings. The XML in
    /// <paramref name="more"/> is appended to the rows of the first sheet.</summary>
    private void WriteWorkbook(string name, object?[][] rows, string more = "", object?[][]? second = null)
    {
        using var archive = new ZipArchive(File.Create(_folder.GetPath(name)), ZipArchiveMode.Create);
        void Part(string path, string content)
        {
            using var writer = new StreamWriter(archive.CreateEntry(path).Open());
            writer.Write($"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>{content}");
        }

        const string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string package = "http://schemas.openxmlformats.org/package/2006/relationships";
        Part("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
        Part("_rels/.rels", $"<Relationships xmlns=\"{package}\"><Relationship Id=\"a\" "
            + $"Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        Part("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{package}\"><Relationship Id=\"b\" "
            + $"Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"c\" "
            + $"Type=\"{office}/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>");
        Part("xl/workbook.xml", $"<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Sheet1\" "
            + $"sheetId=\"1\" r:id=\"b\"/>{(second is null ? "" : "<sheet name=\"Data\" sheetId=\"2\" r:id=\"c\"/>")}"
            + "</sheets></workbook>");
        void Sheet(int number, object?[][] rows, string more) => Part($"xl/worksheets/sheet{number}.xml",
            $"<worksheet xmlns=\"{main}\"><sheetData>{string.Concat(Rows(rows))}{more}</sheetData></worksheet>");
        Sheet(1, rows, more);
        if (second is not null)
            Sheet(2, second, "");
    }

    private static IEnumerable<string> Rows(object?[][] rows) => rows.Select((row, r) => $"<row r=\"{r + 1}\">"
        + string.Concat(row.Select((cell, c) => cell is null ? "" : cell is string text
                ? $"<c r=\"{(char)('A' + c)}{r + 1}\" t=\"inlineStr\"><is><t>"
                    + $"{SecurityElement.Escape(text)}</t></is></c>"
                : $"<c r=\"{(char)('A' + c)}{r + 1}\"><v>"
                    + $"{((IFormattable)cell).ToString(null, CultureInfo.InvariantCulture)}</v></c>")) + "</row>");
}
