using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

/// <summary>Tests of tables and arrays that could be misread, or that contradict each other.</summary>
public sealed class AmbiguousTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2024000")]
    [InlineData("90071992547410")] // beyond 2^53, where double precision skips integers
    public void Load_IdsThatAreEqualAsFloat32_AreLeftOut(string prefix)
    {
        WriteFeatures((line, i) => i < 0 ? $"id,{line}" : $"{prefix}{i + 10},{line}");

        var dataset = DatasetLoader.Load(_folder.FullPath);

        InputProblem.AssertRead(dataset, ownSplit: true);
        Assert.Contains("features.csv: first column 'id' taken as an index and left out.", dataset.Notes);
    }

    [Fact]
    public void Load_ColumnIdWithRepeatedValues_IsReadAsAFeatureWithANote()
    {
        WriteFeatures((line, i) => i < 0 ? $"id,{line}" : $"{i / 2},{line}");

        var dataset = DatasetLoader.Load(_folder.FullPath);

        Assert.Equal(InputProblem.Width + 1, dataset.Features.Columns);
        Assert.Contains(dataset.Notes, note => note.StartsWith(
            "features.csv: column 'id' was taken as numbers like the others", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_SplitAndImageColumnsInTheFeaturesFile_AreUsed()
    {
        WriteFeatures((line, i) => i < 0 ? $"image,split,{line}" : $"{i}.jpg,{Split(i)},{line}");

        AssertSplitOfTheFile(DatasetLoader.Load(_folder.FullPath));
    }

    [Theory]
    [InlineData("features.npz")]
    [InlineData("labels.npz")]
    public void Load_SplitAndImagesInArrays_AreUsed(string file)
    {
        InputProblem.WriteTables(_folder);
        File.Delete(_folder.GetPath(Path.ChangeExtension(file, ".csv")));
        _folder.WriteNpz(file, writer =>
        {
            if (file == "features.npz")
                writer.Write("features", InputProblem.FeatureRows);
            else
                writer.Write("labels", [.. InputProblem.Labels.Select(label => InputProblem.Names[label])]);
            writer.Write("split", [.. Enumerable.Range(0, InputProblem.Images).Select(Split)]);
            writer.Write("image_files", [.. Enumerable.Range(0, InputProblem.Images).Select(i => $"{i}.jpg")]);
        });

        AssertSplitOfTheFile(DatasetLoader.Load(_folder.FullPath));
    }

    [Theory]
    [InlineData("split", "train")]
    [InlineData("image", "1.jpg")]
    public void Load_ArrayOfTextsThatIsTooShort_IsRefused(string name, string text)
    {
        InputProblem.WriteTables(_folder);
        File.Delete(_folder.GetPath("features.csv"));
        _folder.WriteNpz("features.npz", writer =>
        {
            writer.Write("features", InputProblem.FeatureRows);
            writer.Write(name, [text, text]);
        });

        Assert.EndsWith($"features.npz: array '{name}' has 2 texts for 48 images. There must be one per image, in the "
            + "same order.", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ArrayOfNumbersNamedImage_IsNotTakenAsImagePaths()
    {
        InputProblem.WriteTables(_folder);
        File.Delete(_folder.GetPath("features.csv"));
        _folder.WriteNpz("features.npz", writer =>
        {
            writer.Write("features", InputProblem.FeatureRows);
            writer.Write("image", InputProblem.Labels);
        });
        // Python objects that are not strings
        Npz.Append(_folder.GetPath("features.npz"), "path", "|O", InputProblem.Images, [0x80, 4, (byte)'.']);

        var dataset = DatasetLoader.Load(_folder.FullPath);

        Assert.Null(dataset.ImageFiles);
        Assert.Equal([InputProblem.HeldOutNote("labels.csv")], dataset.Notes);
    }

    [Fact]
    public void Load_TablesWithAHeader_HaveTheNamesOfTheFeatures()
    {
        InputProblem.WriteTables(_folder);

        Assert.Equal(Enumerable.Range(0, InputProblem.Width).Select(i => $"f{i}"),
            DatasetLoader.Load(_folder.FullPath).FeatureNames);
    }

    [Theory]
    [InlineData("target", "0.5")]
    [InlineData("TARGET", "1.25")]
    public void Load_TargetWithFractions_IsAFeature(string name, string value)
    {
        InputProblem.WriteTables(_folder, change: (file, lines) => file != "features.csv" ? lines
            : [.. lines.Select((line, i) => $"{line},{(i == 0 ? name : value)}")]);

        var dataset = DatasetLoader.Load(_folder.FullPath);
        Assert.Equal(InputProblem.Width + 1, dataset.Features.Columns);
        Assert.Equal(name, dataset.FeatureNames![^1]);
    }

    [Fact]
    public void Load_TwoSplitsThatDiffer_AreRefused()
    {
        WriteFeatures((line, i) => i < 0 ? $"split,{line}" : $"{Split(i)},{line}");
        _folder.Write("labels.csv", ["label,split",
            .. InputProblem.Labels.Select(label => $"{InputProblem.Names[label]},{(label < 4 ? "train" : "test")}")]);

        Assert.EndsWith("labels.csv: its 'split' and the 'split' of features.csv differ. Delete one of them.",
            Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LabelsInTwoFilesThatDiffer_AreRefused()
    {
        WriteFeatures((line, i) => i < 0 ? $"label,{line}"
            : $"{InputProblem.Names[i == 9 ? 0 : InputProblem.Labels[i]]},{line}");

        Assert.EndsWith("labels.csv: image 10 has the label 'heron' here, but 'okapi' in features.csv. Delete the "
            + "labels in one of the files.", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EqualLabelsInTwoFiles_AreReadWithTheSplitOfTheLabelsFile()
    {
        WriteFeatures((line, i) => i < 0 ? $"label,{line}" : $"{InputProblem.Names[InputProblem.Labels[i]]},{line}");
        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);

        _folder.Write("labels.csv", ["label,split", .. InputProblem.Labels.Select((label, i) =>
            $"{label + 1},{Split(i)}")]);
        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath, reading: new ReadingOptions { CountedFrom = 1 }));
    }

    [Fact]
    public void Load_LabelsFileOfOtherImages_IsRefusedUnlessTheLabelledFeaturesFileIsRenamed()
    {
        WriteFeatures((line, i) => i < 0 ? $"label,{line}" : $"{InputProblem.Names[InputProblem.Labels[i]]},{line}");
        _folder.Write("labels.csv", "label", "okapi", "puma");

        Assert.EndsWith("labels.csv: there are 2 labels, but features.csv has labels of its own for 48 images. Delete "
            + "or rename the file of labels if it is not needed.", Refusal(), StringComparison.Ordinal);
        File.Move(_folder.GetPath("features.csv"), _folder.GetPath("other.csv"));
        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath, features: "other"), ownSplit: true);
    }

    [Fact]
    public void Load_InvalidSplit_ThrowsWithItsFileAndImage()
    {
        WriteFeatures((line, i) => i < 0 ? $"split,{line}" : $"{(i == 3 ? "tset" : Split(i))},{line}");

        Assert.EndsWith("features.csv: split of image 4 must be train or test, but was 'tset'.", Refusal(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1)] // by default, the numbers are names of classes
    [InlineData(1, 0)]
    public void Read_NumbersThatAreAlsoClassNames_AreNamesUnlessCountedFromIsGiven(int? countedFrom, int expected)
    {
        InputProblem.WriteTables(_folder, names: ["0", "1", "2", "3", "4", "5"], change: (name, lines) =>
            name != "labels.csv" ? lines : [lines[0], .. InputProblem.Labels.Select(label => label < 4 ? "1" : "4")]);

        var dataset = DatasetLoader.Read(_folder.FullPath, reading: new ReadingOptions { CountedFrom = countedFrom });

        Assert.Equal(expected, dataset.Labels[0]);
    }

    [Fact]
    public void Load_LabelsWithDecimalsAndClassesNamedByNumbers_AreRefused()
    {
        InputProblem.WriteTables(_folder, names: ["6", "5", "4", "3", "2", "1"], change: (name, lines) =>
            name != "labels.csv" ? lines : [lines[0], .. lines[1..].Select(line => line + ".0")]);

        Assert.Contains("6 labels are not among the 6 classes of classes.csv: '6.0' (image 1; did you mean '6'?)",
            Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public void Load_LabelsThatAreNotClassNumbers_AreReportedAsUnknownNames(string label)
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "labels.csv" ? lines
            : [lines[0], .. lines[1..].Select(_ => label)]);

        Assert.Contains($"one label is not among the 6 classes of classes.csv: '{label}'",
            Refusal(new ReadingOptions { CountedFrom = 1 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NamesAndNumbersAsLabels_AreRefused()
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "labels.csv" ? lines
            : [.. lines.Select(line => line.Replace("heron", "2"))]);

        Assert.Contains("one label is not among the 6 classes of classes.csv: '2' (image 9",
            Refusal(new ReadingOptions { CountedFrom = 1 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TwoDescriptorsOfOneClass_AreRefused()
    {
        InputProblem.WriteTables(_folder);
        _folder.Write("words.csv",
            ["class,a0", .. InputProblem.Names.Select((name, i) => $"{name},{i + 1}"), "otter,9"]);

        Assert.EndsWith(
            "words.csv: two classes have the name 'otter': rows 3 and 7. Give every class a name of its own.",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath, semantics: "words")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DecimalCommasThatMayAlsoSeparateFields_AreRefusedUnlessQuoted()
    {
        InputProblem.WriteTables(_folder, ';', decimalComma: true);
        var reading = new ReadingOptions { DecimalMark = ',' };
        string[] Rows(Func<int, string> row) => [.. Enumerable.Range(0, InputProblem.Images).Select(row)];

        _folder.Write("features.csv", Rows(i => $"{i},5"));
        Assert.Contains("features.csv: the fields seem to be separated by commas, which are also decimal marks",
            Refusal(reading), StringComparison.Ordinal);
        _folder.Write("features.csv", Rows(i => $"\"{i},5\",\"1,25\""));
        Assert.Equal([47.5f, 1.25f], DatasetLoader.Load(_folder.FullPath, reading: reading).Features.Row(47).ToArray());
    }

    [Fact]
    public void Load_SepLineNamesTheCommaThatIsTheDecimalMark_IsRefused()
    {
        InputProblem.WriteTables(_folder, ';', decimalComma: true);
        _folder.Write("features.csv", ["sep=,", .. InputProblem.Labels.Select(label => $"{label},5")]);

        Assert.Contains("features.csv: the fields seem to be separated by commas, which are also decimal marks",
            Refusal(new ReadingOptions { DecimalMark = ',' }), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_CommaAsDelimiterAndDecimalMark_IsRefused()
    {
        var reading = new ReadingOptions { Delimiter = ',', DecimalMark = ',' };

        Assert.StartsWith("The delimiter and the decimal mark must not both be a comma.",
            Assert.Single(reading.Validate()), StringComparison.Ordinal);
        Assert.Empty((reading with { DecimalMark = '.' }).Validate());
        Assert.Empty((reading with { Delimiter = ';' }).Validate());
    }

    private static string Split(int image) => InputProblem.TrainVal.Contains(image) ? "train" : "test";

    private static void AssertSplitOfTheFile(GzslDataset dataset)
    {
        InputProblem.AssertRead(dataset);
        Assert.Equal("47.jpg", dataset.ImageFiles![47]);
        Assert.DoesNotContain(dataset.Notes, note => note.Contains("held out", StringComparison.Ordinal));
    }

    private string Refusal(ReadingOptions? reading = null) =>
        Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath, reading: reading)).Message;

    /// <summary>Writes the three tables.</summary>
    /// <param name="change">changes a line of the features, given the 0-based index of its image, or -1 for the
    /// header</param>
    private void WriteFeatures(Func<string, int, string> change) =>
        InputProblem.WriteTables(_folder, change: (name, lines) => name != "features.csv" ? lines
            : [.. lines.Select((line, i) => change(line, i - 1))]);
}
