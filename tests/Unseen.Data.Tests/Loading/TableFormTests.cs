using System.Globalization;
using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

/// <summary>Tables whose numbers or delimiters other programs write in forms that are easily misread.</summary>
public sealed class TableFormTests : IDisposable
{
    private const int MoreRowsThanDecide = 600;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(';')]
    [InlineData(',')]
    [InlineData('\t')]
    public void Load_PointsThatMaySeparateThousands_AreRefusedWithoutTheOption(char delimiter)
    {
        WriteFeatures(delimiter, Thousands);

        Assert.EndsWith("features.csv: the point of '1.000' may stand before decimals or separate thousands. Use "
            + "--decimal . if it is a decimal point. Otherwise export the table without separators.", Refusal(),
            StringComparison.Ordinal);
        Assert.Equal(1.02f, DatasetLoader.Load(_folder.FullPath, reading: new ReadingOptions { DecimalMark = '.' })
            .Features.Values[22 * InputProblem.Width]);
    }

    [Theory]
    [InlineData("0.500")] // no thousands have a leading zero
    [InlineData("1.25")]
    [InlineData("1.2345")]
    public void Load_OneNumberThatHasADecimalPoint_ReadsPointsAsDecimal(string number)
    {
        WriteFeatures(';', i => i == 5 ? number : Thousands(i));

        Assert.Equal(1.02f, DatasetLoader.Load(_folder.FullPath).Features.Values[22 * InputProblem.Width]);
    }

    [Theory]
    [InlineData("99")]
    [InlineData("1000")]
    [InlineData("1.500")]
    public void Load_ThreeDecimalsWithoutWholeNumbersBetween100And999_ReadsPointsAsDecimal(string first)
    {
        WriteFeatures(';', i => i == 5 ? first : $"{(i % 7) + 1}.{i + 100}");

        Assert.Equal(1.1f, DatasetLoader.Load(_folder.FullPath).Features.Values[0]);
    }

    [Theory]
    [InlineData("1.068,0", "998,2")]
    [InlineData("1 068,0", "998,2")]
    [InlineData("1,068.0", "998.2")]
    [InlineData("1'068.0", "998.2")]
    [InlineData("1.068.000", "998")]
    public void Load_ThousandsSeparators_AreTheOnlyProblem(string large, string small)
    {
        WriteFeatures(';', i => i % 2 == 0 ? large : small);

        Assert.EndsWith($"features.csv: line 2, column 'f0': '{large}' has thousands separators. Export the table "
            + "without them. The same is true of 119 other fields.", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ThousandsSeparatorsAndAMissingValue_ListsBoth()
    {
        WriteFeatures(';', i => i switch { 0 => "1.068,0", 1 => "NA", _ => "998,2" });

        var message = Refusal();

        Assert.Contains("10 problems: line 2, column 'f0': '1.068,0' has thousands separators", message,
            StringComparison.Ordinal);
        Assert.Contains("line 3, column 'f0': 'NA' stands for a missing value", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(',', " (a comma inside a number or a text? Put quotes around the field, or export with semicolons)")]
    [InlineData(';', "")]
    public void Read_RowWithAFieldTooMany_HintsAtACommaOnlyIfCommasSeparateFields(char delimiter, string hint)
    {
        string Row(params string[] fields) => string.Join(delimiter, fields);
        var path = _folder.Write("photos.csv", Row("f0", "f1"), Row("1", "2"), Row("3", "4"), Row("5", "6", "7"));

        Assert.EndsWith($"line 4: 3 fields, but the header has 2{hint}.",
            Assert.Throws<UnseenDataException>(() => FeatureFile.Read(path, 2)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "'9' is in a column that is empty in the first rows. Delete the value, or fill in the others.")]
    [InlineData("f0,,f1", "'9' is in a column without a name. Name the column in the header.")]
    public void Read_ValueInAnEmptyColumn_NamesARemedyForTheTable(string? header, string remedy)
    {
        string[] rows = [.. Enumerable.Repeat("1.5,,2", MoreRowsThanDecide), "1.5,9,2"];
        var path = _folder.Write("photos.csv", header is null ? rows : [header, .. rows]);

        Assert.EndsWith(remedy, Assert.Throws<UnseenDataException>(() => FeatureFile.Read(path, 2)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TextInAnIndexWithoutAHeader_NamesTheOption()
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name switch
        {
            "features.csv" => [.. Enumerable.Repeat(lines[1], MoreRowsThanDecide)],
            "labels.csv" => [.. Enumerable.Range(0, MoreRowsThanDecide).Select(i =>
                $"{(i == MoreRowsThanDecide - 1 ? "last" : i)},okapi")],
            _ => lines,
        });

        Assert.EndsWith("column 1: 'last' is in a column that was taken as an index. If it is not an index, add "
            + "--index no.", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_TableOfRWithRowNames_IsRefusedWithTheReason(bool quotes)
    {
        var quote = quotes ? "\"" : "";
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "features.csv" ? lines
            : [quote + lines[0].Replace(",", $"{quote} {quote}") + quote,
                .. lines[1..].Select((line, i) => $"{quote}{i + 1}{quote} {line.Replace(',', ' ')}")]);

        Assert.EndsWith("features.csv: the fields seem to be separated by spaces, and the header has one field less than "
            + "the rows, as R's write.table writes tables. Export the table with commas, in R with "
            + "write.csv(..., row.names = FALSE).", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("features.csv", "    ")]
    [InlineData("features.csv", " ")]
    [InlineData("classes.csv", "  ")]
    public void Load_ColumnsAlignedWithSpaces_AreReadOnlyWithTheDelimiter(string file, string spaces)
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != file ? lines
            : [.. lines.Select(line => $"  {line.Replace(",", spaces)}")]);

        Assert.EndsWith($"{file}: the fields seem to be separated by spaces. Export it with commas, or read it with "
            + "--delimiter \" \" if no table has commas.", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AlignedTablesWithTheDelimiter_AreRead()
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => [.. lines.Select(line => line.Replace(",", "   "))]);

        InputProblem.AssertRead(
            DatasetLoader.Load(_folder.FullPath, reading: new ReadingOptions { Delimiter = ' ' }), ownSplit: true);
    }

    [Fact]
    public void Load_ClassNamesWithSpacesAndNumbers_AreNotTakenForFields()
    {
        string[] names = ["Boeing 737", "Boeing 747", "Airbus A320", "Fokker 100", "Saab 2000", "Class 1 b 2"];
        InputProblem.WriteTables(_folder, names: names);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), names, ownSplit: true);
    }

    /// <summary>Whole numbers from 800 to 1270, with points as German programs write them.</summary>
    private static string Thousands(int image) =>
        (800 + (10 * image)).ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '.');

    /// <summary>Writes the three tables. All features of an image are the same.</summary>
    private void WriteFeatures(char delimiter, Func<int, string> number) =>
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "features.csv" ? lines
            : [lines[0].Replace(',', delimiter), .. InputProblem.Labels.Select((_, i) =>
                string.Join(delimiter, Enumerable.Repeat(number(i), InputProblem.Width)))]);

    private string Refusal() => Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath)).Message;
}
