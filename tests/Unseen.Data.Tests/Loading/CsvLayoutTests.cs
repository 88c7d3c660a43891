using System.Globalization;
using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

public sealed class CsvLayoutTests : IDisposable
{
    private static readonly string[] _classes = ["class,role,a1,a2", "ant,seen,1,0", "bee,seen,0,1", "cat,unseen,1,1"];
    private static readonly string[] _labels =
        [.. Enumerable.Repeat("ant", 10), .. Enumerable.Repeat("bee", 5), .. Enumerable.Repeat("cat", 5)];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_TablesWithHeaders_HoldsOutAFifthOfEverySeenClass()
    {
        _folder.Write("classes.csv", _classes);
        WriteFeatures("label,f1,f2", i => $"{_labels[i]},{i},{i * 0.5}");

        var dataset = DatasetLoader.Load(_folder.FullPath);

        Assert.Equal(["ant", "bee", "cat"], dataset.ClassNames);
        Assert.Equal([1, 0, 0, 1, 1, 1], dataset.Descriptors.Values);
        Assert.Equal([19, 9.5f], dataset.Features.Row(19).ToArray());
        Assert.Equal((12, 3, 5), (dataset.Split.TrainVal.Length, dataset.Split.TestSeen.Length,
            dataset.Split.TestUnseen.Length));
        Assert.Equal([2, 1], dataset.Split.TestSeen.CountBy(row => dataset.Labels[row]).OrderBy(pair => pair.Key)
            .Select(pair => pair.Value));
        Assert.Equal(["classes.csv", "features.csv"], dataset.Checksums.Keys);
        Assert.Equal(dataset.Split.TestSeen, DatasetLoader.Load(_folder.FullPath).Split.TestSeen);
        Assert.EndsWith(": there is no column 'split', so 3 of the 15 images of seen classes (a fifth of each class, by "
            + "a fixed seed) are held out for testing.", Assert.Single(dataset.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ExtensionsInUpperCase_ReadsTheSameFeatures()
    {
        _folder.Write("classes.CSV", _classes);
        WriteFeatures("label,f1,f2", i => $"{_labels[i]},{i},{i * 0.5}");
        var expected = DatasetLoader.Load(_folder.FullPath).Features.Values;
        File.Move(_folder.GetPath("features.csv"), _folder.GetPath("features.Csv"));

        Assert.Equal(expected, DatasetLoader.Load(_folder.FullPath).Features.Values);
    }

    [Fact]
    public void Load_TwoFilesOfOneNameWithDifferentExtensions_AreRefusedUnlessTheNameHasAnExtension()
    {
        _folder.Write("classes.csv", _classes);
        WriteFeatures("label,f1,f2", i => $"{_labels[i]},{i},{i * 0.5}");
        File.WriteAllText(_folder.GetPath("features.tsv"), File.ReadAllText(_folder.GetPath("features.csv"))
            .Replace(',', '\t'));

        Assert.Contains("there are several files named 'features': features.csv, features.tsv. They may differ, so",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath)).Message,
            StringComparison.Ordinal);
        Assert.Equal(20, DatasetLoader.Load(_folder.FullPath, features: "features.tsv").Features.Rows);
    }

    [Fact]
    public void Load_TablesWithoutHeaders_ReadsTheFirstLineAsData()
    {
        _folder.Write("classes.csv", _classes[1..]);
        _folder.Write("labels.csv", _labels);
        WriteFeatures(null, i => $"{i * 0.5},{i}");

        var dataset = DatasetLoader.Load(_folder.FullPath);

        Assert.Equal([1, 0, 0, 1, 1, 1], dataset.Descriptors.Values);
        Assert.Equal([2], dataset.UnseenClasses);
        Assert.Equal((20, 2), (dataset.Features.Rows, dataset.Features.Columns));
    }

    [Fact]
    public void Load_LabelsAndClassNamesThatAreNumbers_AreMatchedAsNames()
    {
        _folder.Write("classes.csv", "5,seen,1,0", "0,seen,0,1", "9,unseen,1,1");
        _folder.Write("labels.csv", ["label", .. _labels.Select(
            label => label switch { "ant" => "5", "bee" => "0", _ => "9" })]);
        WriteFeatures(null, i => $"{i},{i * 0.5}");

        Assert.Equal(Enumerable.Repeat(0, 10), DatasetLoader.Load(_folder.FullPath).Labels[..10]);
    }

    [Fact]
    public void Load_NumPyFeatures_UsesTheLabelsOfTheTable()
    {
        _folder.Write("classes.csv", _classes);
        _folder.Write("labels.csv", _labels);
        _folder.WriteNpz("features.npz", writer => writer.Write(
            "features", new FeatureMatrix([.. Enumerable.Range(0, 40).Select(i => (float)i)], 20, 2)));

        Assert.Equal([38, 39], DatasetLoader.Load(_folder.FullPath).Features.Row(19).ToArray());
    }

    [Fact]
    public void Load_ColumnSplitAndNoRoles_UsesTheSplit()
    {
        _folder.Write("classes.csv", "class,a1,a2", "ant,1,0", "bee,0,1", "cat,1,1");
        WriteFeatures("image,f1,f2,label,split", i =>
            $"{i}.jpg,{i},{i * 0.5},{_labels[i]},{(i % 2 == 0 && i < 15 ? "train" : "test")}");

        var dataset = DatasetLoader.Load(_folder.FullPath);

        Assert.Equal([0, 2, 4, 6, 8, 10, 12, 14], dataset.Split.TrainVal);
        Assert.Equal([1, 3, 5, 7, 9, 11, 13], dataset.Split.TestSeen);
        Assert.Equal([15, 16, 17, 18, 19], dataset.Split.TestUnseen);
        Assert.DoesNotContain(dataset.Notes, note => note.Contains("held out", StringComparison.Ordinal));
        Assert.Equal("19.jpg", dataset.ImageFiles![19]);
    }

    [Theory]
    [InlineData("classes.csv", 1, "ant,seen,1", "line 2: 3 fields, but the header has 4.")]
    [InlineData("classes.csv", 1, "ant,seen,1,x", "line 2, column 'a2' (class 'ant'): 'x' is not a number.")]
    [InlineData("classes.csv", 1, "ant,sene,1,0", "role of class 1 must be seen or unseen, but was 'sene'.")]
    [InlineData("classes.csv", 1, "bee,seen,1,0", "two classes have the name 'bee': rows 1 and 2.")]
    [InlineData("classes.csv", 0, "class,role,a1,label", "there is more than one column 'class'")]
    [InlineData("features.csv", 3, "dog,1,1", "one label is not among the 3 classes of classes.csv: 'dog' (image 3")]
    [InlineData("features.csv", 3, "ant,1,", "line 4, column 'f2' (class 'ant'): the field is empty")]
    [InlineData("features.csv", 3, "ant,1,\"", "line 4, column 'f2': a quote (\") opens here and is never closed.")]
    public void Load_InvalidLine_ThrowsWithThePlaceAndTheReason(string file, int line, string text, string message)
    {
        _folder.Write("classes.csv", _classes);
        WriteFeatures("label,f1,f2", i => $"{_labels[i]},{i},{i * 0.5}");
        var lines = File.ReadAllLines(_folder.GetPath(file));
        lines[line] = text;
        _folder.Write(file, lines);

        var exception = Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FewerLabelsThanImages_IsRefused()
    {
        _folder.Write("classes.csv", _classes);
        _folder.Write("labels.csv", _labels[1..]);
        WriteFeatures(null, i => $"{i},{i * 0.5}");

        Assert.Contains("there are 19 labels for 20 images",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TrainingImageOfAnUnseenClass_IsRefused()
    {
        _folder.Write("classes.csv", _classes);
        WriteFeatures("label,split,f1,f2", i => $"{_labels[i]},train,{i},{i * 0.5}");

        Assert.Contains("split of image 16", Assert.Throws<UnseenDataException>(
            () => DatasetLoader.Load(_folder.FullPath)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 3, "test_unseen", "train or test, as its class is seen")]
    [InlineData(true, 17, "test_seen", "test, as its class is unseen")]
    [InlineData(false, 3, "test_unseen", "train or test, as there are images of its class for training")]
    [InlineData(false, 17, "test_seen", "test, as no image of its class is for training")]
    public void Load_SplitThatContradictsItsClass_IsRefused(bool hasRoles, int image, string part, string expected)
    {
        _folder.Write("classes.csv", hasRoles ? _classes : ["class,a1,a2", "ant,1,0", "bee,0,1", "cat,1,1"]);
        string Part(int i) => i == image ? part : i >= 15 ? "test_unseen" : i % 2 == 0 ? "train" : "test_seen";
        WriteFeatures("label,split,f1,f2", i => $"{_labels[i]},{Part(i)},{i},{i * 0.5}");

        Assert.EndsWith($"features.csv: split of image {image + 1} must be {expected}, but was '{part}'.",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Seen \"", "UNSEEN", "Train", "\" TEST\"")]
    [InlineData("seen", "Unseen", "TrainVal", "Test_Unseen")]
    public void Load_RolesAndSplitsInAnotherCaseOrWithBlanks_AreAccepted(
        string seen, string unseen, string train, string test)
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name switch
        {
            "classes.csv" => [.. lines.Select(line =>
                line.Replace(",seen", $",{seen}").Replace(",unseen", $",{unseen}"))],
            "labels.csv" => [lines[0] + ",split",
                .. lines[1..].Select((line, i) => $"{line},{(InputProblem.Labels[i] < 4 ? train : test)}")],
            _ => lines,
        });

        var dataset = DatasetLoader.Read(_folder.FullPath);

        Assert.Equal(32, dataset.Split.TrainVal.Length);
        Assert.Equal(InputProblem.TestUnseen, dataset.Split.TestUnseen);
    }

    [Theory]
    [InlineData("target")]
    [InlineData("Targets")]
    public void Load_ColumnTarget_IsTheLabel(string name)
    {
        InputProblem.WriteTables(_folder, change: (file, lines) => file != "features.csv" ? lines
            : [$"{lines[0]},{name}",
                .. lines[1..].Select((line, i) => $"{line},{InputProblem.Names[InputProblem.Labels[i]]}")]);
        File.Delete(_folder.GetPath("labels.csv"));

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);
    }

    [Theory]
    [InlineData("data.arff")]
    [InlineData("features.jsonl", "labels.jsonl")]
    public void Load_FolderWithOtherFormatsOnly_ThrowsWithTheFilesAndTheReadableFormats(params string[] names)
    {
        foreach (var name in (string[])[.. names, ".hidden"])
            _folder.Write(name, "@relation x");

        var message = Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath)).Message;

        Assert.EndsWith($" The folder has no file of data that can be read, but {string.Join(", ", names)}. Export the "
            + "data in one of the formats .mat, .npz, .safetensors, .pt, .parquet, .npy, .csv, .tsv, .xlsx.", message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoRolesAndNoSplit_ThrowsWithTheMissingColumn()
    {
        _folder.Write("classes.csv", "class,a1,a2", "ant,1,0", "bee,0,1", "cat,1,1");
        WriteFeatures("label,f1,f2", i => $"{_labels[i]},{i},{i * 0.5}");

        Assert.Contains("column 'role'", Assert.Throws<UnseenDataException>(
            () => DatasetLoader.Load(_folder.FullPath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFeatures_ThrowsWithTheExistingFiles()
    {
        _folder.Write("classes.csv", _classes);

        Assert.Contains("the folder has classes",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath)).Message,
            StringComparison.Ordinal);
    }

    private void WriteFeatures(string? header, Func<int, FormattableString> row)
    {
        var rows = Enumerable.Range(0, _labels.Length).Select(i => row(i).ToString(CultureInfo.InvariantCulture));
        _folder.Write("features.csv", [.. header is null ? rows : rows.Prepend(header)]);
    }
}
