using System.Text;
using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

/// <summary>Tables as spreadsheets, pandas and NumPy write them.</summary>
public sealed class TableInputTests : IDisposable
{
    private static readonly string[] _accents = ["okápi", "héron", "loutre", "lynx", "ibis", "puma"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(',', false, null)]
    [InlineData(';', false, "semicolons between fields, decimal points, 5 columns")]
    [InlineData(';', true, "semicolons between fields, decimal commas, 5 columns")]
    [InlineData('\t', false, "tabs between fields, decimal points, 5 columns")]
    [InlineData('\t', true, "tabs between fields, decimal commas, 5 columns")]
    [InlineData('|', false, "vertical bars between fields")]
    public void Load_AnyDelimiterAndDecimalMark_ReadsTheSameNumbers(char delimiter, bool decimalComma, string? note)
    {
        InputProblem.WriteTables(_folder, delimiter, decimalComma);

        var dataset = DatasetLoader.Load(_folder.FullPath);

        InputProblem.AssertRead(dataset, ownSplit: true);
        if (note is null)
            Assert.Equal([InputProblem.HeldOutNote("labels.csv")], dataset.Notes);
        else
            Assert.Contains(dataset.Notes, text => text.StartsWith($"features.csv: {note}", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_ExcelsSepLine_DeterminesTheDelimiter()
    {
        InputProblem.WriteTables(_folder, ';', decimalComma: true, change: (_, lines) => ["sep=;", .. lines]);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);
    }

    [Fact]
    public void Load_DecimalCommasInQuotes_AreRead()
    {
        InputProblem.WriteTables(_folder, ';', decimalComma: true, change: (_, lines) =>
            [.. lines.Select(line => string.Join(',', line.Split(';').Select(field => $"\"{field}\"")))]);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("latin1", false)]
    public void Load_AnyEncoding_KeepsAccents(string name, bool withMark)
    {
        var encoding = name switch
        {
            "utf-8" => new UTF8Encoding(withMark),
            "latin1" => Encoding.Latin1,
            _ => (Encoding)new UnicodeEncoding(bigEndian: name == "utf-16BE", byteOrderMark: withMark),
        };
        InputProblem.WriteTables(_folder, names: _accents, encoding: encoding,
            change: (_, lines) => [.. lines.Select(line => line + "\r")]);

        var dataset = DatasetLoader.Load(_folder.FullPath);

        InputProblem.AssertRead(dataset, _accents, ownSplit: true);
        Assert.Equal(name == "latin1", dataset.Notes.Any(note =>
            note.Contains("read as Windows-1252; line 2 is then \"okápi\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Load_BytesThatAreNeitherUtf8NorWindows1252_IsRefusedWithTheLine()
    {
        InputProblem.WriteTables(_folder);
        File.WriteAllBytes(_folder.GetPath("labels.csv"), [.. "label\nokapi\n"u8, 0x81, (byte)'x', (byte)'\n']);

        Assert.Contains("line 3 is text neither in UTF-8 nor in Windows-1252", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_InvalidUtf8AfterAByteOrderMark_IsRefusedWithTheLine()
    {
        InputProblem.WriteTables(_folder, names: _accents);
        File.WriteAllBytes(_folder.GetPath("labels.csv"), [0xEF, 0xBB, 0xBF,
            .. Encoding.Latin1.GetBytes("label\n" + string.Join('\n', InputProblem.Labels.Select(label =>
                _accents[label])))]);

        Assert.Contains("line 2 is not UTF-8, but line 1 is", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OneLineThatIsNotUtf8_IsRefused()
    {
        InputProblem.WriteTables(_folder);
        File.WriteAllBytes(_folder.GetPath("labels.csv"),
            [.. Encoding.UTF8.GetBytes("label\nokápi\n"), .. Encoding.Latin1.GetBytes("héron\n")]);

        Assert.Contains("line 3 is not UTF-8, but line 2 is: the table is", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RowsLongerThan128KiB_AreRead()
    {
        const int width = 40_000;
        string Row(int i) => string.Join(',', Enumerable.Repeat($"0.{i + 1}", width));
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "features.csv" ? lines
            : [.. lines[1..].Select((_, i) => Row(i))]);

        var features = DatasetLoader.Load(_folder.FullPath).Features;

        Assert.Equal((InputProblem.Images, width), (features.Rows, features.Columns));
        Assert.Equal(0.25f, features.Row(24)[width - 1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Unnamed: 0")]
    [InlineData("index")]
    [InlineData("ID")]
    public void Load_AnIndexColumn_IsLeftOutOfEveryTable(string name)
    {
        InputProblem.WriteTables(_folder, change: (_, lines) =>
            [$"{name},{lines[0]}", .. lines[1..].Select((line, i) => $"{i},{line}")]);

        var dataset = DatasetLoader.Load(_folder.FullPath);

        InputProblem.AssertRead(dataset, ownSplit: true);
        Assert.Equal(2, dataset.Notes.Count(note => note.Contains("taken as an index and left out",
            StringComparison.Ordinal)
            && !note.StartsWith("labels", StringComparison.Ordinal)));
    }

    [Fact]
    public void Load_UnnamedIndexWithGaps_IsLeftOut()
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "features.csv" ? lines
            : ["," + lines[0], .. lines[1..].Select((line, i) => $"{(i * 7) + 3},{line}")]);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);
    }

    [Fact]
    public void Load_UnnamedColumnOfFractions_IsRefused()
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "features.csv" ? lines
            : ["," + lines[0], .. lines[1..].Select((line, i) => $"{i}.5,{line}")]);

        Assert.Contains("column 1 has no name, and is no index: one value is '0.5'", Refusal(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnIndexInTablesWithoutHeaders_IsLeftOut()
    {
        InputProblem.WriteTables(_folder, change: (_, lines) => [.. lines[1..].Select((line, i) => $"{i},{line}")]);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);
    }

    [Fact]
    public void Load_HasIndexForTablesWithoutHeaders_LeavesTheFirstColumnOut()
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name == "labels.csv" ? lines
            : [.. lines[1..].Select((line, i) => $"{17 + (3 * i)},{line}")]);

        InputProblem.AssertRead(
            DatasetLoader.Load(_folder.FullPath, reading: new ReadingOptions { HasIndex = true }), ownSplit: true);
    }

    [Theory]
    [InlineData(true, 6)]
    [InlineData(false, 7)]
    public void Load_FirstColumnCountsTheRows_IsAnIndexIfHasIndexIsTrue(bool isIndex, int width)
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "features.csv" ? lines
            : ["count,more," + lines[0], .. lines[1..].Select((line, i) => $"{i},2,{line}")]);

        var dataset = DatasetLoader.Load(_folder.FullPath, reading: new ReadingOptions { HasIndex = isIndex });

        Assert.Equal(width, dataset.Features.Columns);
        Assert.Contains(DatasetLoader.Load(_folder.FullPath).Notes, note =>
            note.Contains("column 'count' counts the rows", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // with the index column that DataFrame.to_csv writes
    public void Load_PandasHeaderOfNumbers_IsNotReadAsAnImage(bool index)
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "features.csv" ? lines
            : [(index ? "," : "") + "0,1,2,3,4", .. lines[1..].Select((line, i) => (index ? $"{i}," : "") + line)]);

        var dataset = DatasetLoader.Load(_folder.FullPath);

        InputProblem.AssertRead(dataset, ownSplit: true);
        Assert.Contains(dataset.Notes, note => note.Contains("taken as names of columns", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0")] // the header that Series.to_csv writes
    [InlineData("animal")]
    public void Load_LabelsWithOneLineMoreThanImages_TakesTheFirstLineAsTheHeader(string header)
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "labels.csv" ? lines
            : [header, .. lines[1..]]);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);
    }

    [Fact]
    public void Load_ClassColumnOfAnotherName_IsUsedWithANote()
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "classes.csv" ? lines
            : [lines[0].Replace("class", "species"), .. lines[1..]]);

        var dataset = DatasetLoader.Load(_folder.FullPath);

        InputProblem.AssertRead(dataset, ownSplit: true);
        Assert.Contains("classes.csv: column 'species' taken as the class.", dataset.Notes);
    }

    [Fact]
    public void Load_CommentsEmptyRowsEmptyColumnsAndRepeatedHeaders_AreLeftOutWithNotes()
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "features.csv" ? lines
            : ["# from the camera", .. lines[..9].Select(line => line + ","), lines[0] + ",", "# more", ",,,,,",
                .. lines[9..].Select(line => line + ","), "", ",,,,,", ""]);

        var dataset = DatasetLoader.Load(_folder.FullPath);

        InputProblem.AssertRead(dataset, ownSplit: true);
        Assert.Equal(
            ["features.csv: 2 empty rows left out.", "features.csv: one empty column left out.",
                "features.csv: one line that begins with # left out as a comment.",
                "features.csv: one row that repeats the header left out.", InputProblem.HeldOutNote("labels.csv")],
            dataset.Notes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Load_HeaderAndClassNamesThatBeginWithAHash_AreNotComments()
    {
        string[] names = ["#1", "#2", "a,b", "c \"d\"", "-e", "\u05d0 \ud83e\udd85"];
        string Quoted(string name) => name.IndexOfAny([',', '"']) < 0 ? name : $"\"{name.Replace("\"", "\"\"")}\"";
        InputProblem.WriteTables(_folder, change: (name, lines) => name switch
        {
            "features.csv" => ["# " + lines[0], .. lines[1..]],
            "labels.csv" => ["label", .. InputProblem.Labels.Select(label => Quoted(names[label]))],
            _ => [.. lines[1..].Select((line, i) => line.Replace(InputProblem.Names[i], Quoted(names[i])))],
        });

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), names, ownSplit: true);
    }

    [Theory]
    [InlineData("NA")]
    [InlineData("n/a")]
    [InlineData("NaN")]
    [InlineData("null")]
    [InlineData("?")]
    [InlineData("#N/A")]
    public void Load_MissingValues_AreListedWithLineColumnAndClass(string missing)
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "classes.csv" ? lines
            : [.. lines.Select((line, i) => i is 2 or 5 ? line[..line.LastIndexOf(',')] + "," + missing : line)]);

        var message = Refusal();

        Assert.Contains($"2 problems: line 3, column 'a3' (class 'heron'): '{missing}' stands for a missing value",
            message,
            StringComparison.Ordinal);
        Assert.Contains($"line 6, column 'a3' (class 'ibis'): '{missing}' stands", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_48Problems_ThrowsWithTheFirstTenAndTheCount()
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "features.csv" ? lines
            : [lines[0], .. lines[1..].Select(line => "x" + line)]);

        var message = Refusal();

        Assert.Contains("48 problems, of which the first 10 are: line 2, column 'f0': 'x0' is not a number", message,
            StringComparison.Ordinal);
        Assert.Contains("line 11,", message, StringComparison.Ordinal);
        Assert.DoesNotContain("line 12,", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.234,5", "thousands separators")]
    [InlineData("1 234", "thousands separators")]
    [InlineData("45%", "a percent sign")]
    [InlineData("1,234", "a thousands separator, or a different decimal mark")]
    [InlineData("0,5", "a decimal comma, but other numbers have points")]
    [InlineData("1e99", "infinite as a 32-bit number")]
    [InlineData("", "the field is empty")]
    public void Load_NumberInAnUnsupportedForm_ThrowsWithItsPlaceAndForm(string cell, string message)
    {
        InputProblem.WriteTables(_folder, ';', change: (name, lines) => name != "features.csv" ? lines
            : [.. lines.Select((line, i) => i == 7 ? cell + line[line.IndexOf(';')..] : line)]);

        var refusal = Refusal();

        Assert.Contains("line 8, column 'f0'", refusal, StringComparison.Ordinal);
        Assert.Contains(message, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_CommaForDecimalsOrThousands_IsRefusedWithoutTheOption()
    {
        InputProblem.WriteTables(_folder, ';', decimalComma: true, change: (name, lines) =>
            name != "classes.csv" ? lines
            : [lines[0], .. lines[1..].Select((line, i) => $"{InputProblem.Names[i]};{(i < 4 ? "seen" : "unseen")};"
                + $"{i + 1},234;2;3;4")]);

        Assert.Contains("the comma of '1,234' may stand before decimals or separate thousands", Refusal(),
            StringComparison.Ordinal);
        Assert.Equal(1.234f, DatasetLoader.Load(_folder.FullPath, reading: new ReadingOptions { DecimalMark = ',' })
            .Descriptors.Values[0]);
    }

    [Theory]
    [InlineData("her\"on", "line 3, column 'class': there is a quote (\") inside her\"on.")]
    [InlineData("\"her\"on", "line 3, column 'class': on follows the quote (\") that closes the field.")]
    [InlineData("\"heron", "line 3, column 'class': a quote (\") opens here and is never closed")]
    public void Load_StrayQuote_ThrowsWithItsPlace(string name, string message)
    {
        InputProblem.WriteTables(_folder, change: (file, lines) => file != "classes.csv" ? lines
            : [.. lines.Select(line => line.Replace("heron", name))]);

        Assert.Contains(message, Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LabelsWithBlanksOrInAnotherUnicodeForm_MatchTheirClasses()
    {
        InputProblem.WriteTables(_folder, names: _accents, change: (name, lines) => name != "labels.csv" ? lines
            : [.. lines.Select(line => line.Replace("héron", " he\u0301ron ").Replace("okápi", "oka\u0301pi\u00a0"))]);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), _accents, ownSplit: true);
    }

    [Fact]
    public void Load_LabelsUnlikeTheClassNames_ThrowsWithTheMostSimilarNames()
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "labels.csv" ? lines
            : [.. lines.Select(line => line.Replace("heron", "Heron ").Replace("otter", " otters"))]);

        Assert.EndsWith("labels.csv: 2 labels are not among the 6 classes of classes.csv: 'Heron' (image 9; did you "
            + "mean 'heron'?), 'otters' (image 17; did you mean 'otter'?).", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "")]
    [InlineData(0, ".0")] // as pandas writes numbers if some are missing
    [InlineData(1, ".00")]
    public void Load_NumbersAsLabels_AreReadOnlyWithCountedFrom(int first, string decimals)
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "labels.csv" ? lines
            : ["label", .. InputProblem.Labels.Select(label => $"{label + first}{decimals}")]);

        Assert.EndsWith($"labels.csv: labels are numbers ({first}{decimals}, {first + 1}{decimals}, "
            + $"{first + 2}{decimals}...), but classes.csv has names. Say with --counted-from 0 or 1 which number the "
            + "first class has.", Refusal(), StringComparison.Ordinal);
        InputProblem.AssertRead(
            DatasetLoader.Load(_folder.FullPath, reading: new ReadingOptions { CountedFrom = first }), ownSplit: true);
    }

    [Fact]
    public void Load_BlankSeparatedNumbers_AreRead()
    {
        InputProblem.WriteTables(_folder, ' ', change: (name, lines) => name == "features.csv" ? lines[1..]
            : name == "labels.csv" ? lines : [.. lines.Select(line => line.Replace(' ', ','))]);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);
    }

    private string Refusal() => Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath)).Message;
}
