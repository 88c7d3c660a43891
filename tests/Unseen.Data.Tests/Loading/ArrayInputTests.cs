using System.Text;
using Unseen.Data.Inspection;
using Unseen.Data.Loading;
using Unseen.Data.Numpy;

namespace Unseen.Data.Tests.Loading;

/// <summary>NumPy archives in the various forms that people save.</summary>
public sealed class ArrayInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_PlainArchive_HasNoNotes()
    {
        var dataset = DatasetLoader.Load(InputProblem.WriteNpz(_folder));

        InputProblem.AssertRead(dataset);
        Assert.Empty(dataset.Notes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_OneHotLabels_AreReadInEitherOrientation(bool columns)
    {
        var oneHot = new FeatureMatrix(new float[InputProblem.Images * 6], InputProblem.Images, 6);
        for (var i = 0; i < InputProblem.Images; i++)
            oneHot.WritableRow(i)[InputProblem.Labels[i]] = 1;
        var path = InputProblem.WriteNpz(_folder, ["labels"], more: writer =>
            writer.Write("labels", oneHot, rowsAsColumns: columns));

        var dataset = DatasetLoader.Load(path);

        InputProblem.AssertRead(dataset);
        Assert.Contains(dataset.Notes, note => note.Contains("read as one-hot", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(0f)]
    public void Load_LabelsThatAreAMatrixAndNotOneHot_AreRefused(float value)
    {
        var almost = new FeatureMatrix(new float[InputProblem.Images * 6], InputProblem.Images, 6);
        for (var i = 0; i < InputProblem.Images; i++)
            almost.WritableRow(i)[InputProblem.Labels[i]] = i == 17 ? value : 1;
        var path = InputProblem.WriteNpz(_folder, ["labels"], more: writer => writer.Write("labels", almost));

        Assert.Contains("array 'labels' is a matrix [48, 6], and not one-hot",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("|b1", 1, "")]
    [InlineData("|i1", 1, "")]
    [InlineData("|u1", 255, " of 0 and 255")]
    public void Load_SplitsAsMasks_SelectTheirImages(string type, byte one, string note)
    {
        string[] names = ["trainval_loc", "test_seen_loc", "test_unseen_loc"];
        int[][] parts = [InputProblem.TrainVal, InputProblem.TestSeen, InputProblem.TestUnseen];
        InputProblem.WriteNpz(_folder, names);
        foreach (var (name, rows) in names.Zip(parts))
            Append(name, type, [.. Enumerable.Range(0, InputProblem.Images).Select(i =>
                rows.Contains(i) ? one : (byte)0)]);

        var dataset = DatasetLoader.Load(_folder.GetPath("data.npz"));

        InputProblem.AssertRead(dataset);
        Assert.Contains($"data.npz: 'trainval_loc' read as a mask{note}: 24 of 48 images.", dataset.Notes);
    }

    [Fact]
    public void Load_AMaskOfAnotherLength_IsRefused()
    {
        InputProblem.WriteNpz(_folder, ["trainval_loc"]);
        Append("trainval_loc", "|b1", new byte[47]);

        Assert.Contains("'trainval_loc' is a mask of 47 values, but there are 48 images",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.GetPath("data.npz"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NumbersFromZero_ReportsErrorsThatNameTheOption()
    {
        var path = InputProblem.WriteNpz(_folder, from: 0);

        var findings = DatasetInspector.Inspect(DatasetLoader.Read(path)).Findings;

        Assert.Equal(2, findings.Count(finding => finding.Severity == FindingSeverity.Error
            && finding.Message.Contains("counted from 0? Then read them with --counted-from 0",
            StringComparison.Ordinal)));
        Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(path));
        InputProblem.AssertRead(DatasetLoader.Load(path, reading: new ReadingOptions { CountedFrom = 0 }));
    }

    [Fact]
    public void Load_NamesAsLabels_AreRead()
        => InputProblem.AssertRead(DatasetLoader.Load(InputProblem.WriteNpz(_folder, ["labels"], more: writer =>
            writer.Write("labels", [.. InputProblem.Labels.Select(label => InputProblem.Names[label])]))));

    [Theory]
    [InlineData("")]
    [InlineData(".0")]
    public void Load_NumbersAsTextsAsLabels_AreReadOnlyWithCountedFrom(string decimals)
    {
        var path = InputProblem.WriteNpz(_folder, ["labels"], more: writer =>
            writer.Write("labels", [.. InputProblem.Labels.Select(label => $"{label + 1}{decimals}")]));

        Assert.EndsWith($"data.npz: labels are numbers (1{decimals}, 2{decimals}, 3{decimals}...), but the classes "
            + "have names. Say with --counted-from 0 or 1 which number the first class has.",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(path)).Message, StringComparison.Ordinal);
        InputProblem.AssertRead(DatasetLoader.Load(path, reading: new ReadingOptions { CountedFrom = 1 }));
    }

    [Fact]
    public void Load_ArraysWithoutNumbersOrText_AreLeftOutWithANote()
    {
        InputProblem.WriteNpz(_folder);
        Append("meta", "|O", [0x80, 4, (byte)'.']);
        Append("spectrum", "<c16", new byte[16]);
        Append("taken", "<M8[D]", new byte[8]);

        var dataset = DatasetLoader.Load(_folder.GetPath("data.npz"));

        InputProblem.AssertRead(dataset);
        Assert.Equal(["data.npz: left out, since their types are not supported: 'meta' (Python objects), "
            + "'spectrum' (complex numbers), 'taken' (dates or times)."], dataset.Notes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_NamesAsBytes_AreDecodedAsUtf8OrLatin1(bool isUtf8)
    {
        string[] names = ["okápi", "héron", "loutre", "lynx", "ibis", "puma"];
        InputProblem.WriteNpz(_folder, ["allclasses_names"]);
        Append("allclasses_names", "|S8", [.. names.SelectMany(name =>
            (isUtf8 ? System.Text.Encoding.UTF8 : System.Text.Encoding.Latin1).GetBytes(name.PadRight(8, '\0'))[..8])]);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.GetPath("data.npz")), names);
    }

    [Fact]
    public void Load_NameArrayIsEmpty_UsesTheNameOfTheFile() => Assert.Equal("data",
        DatasetLoader.Load(InputProblem.WriteNpz(_folder, more: writer => writer.Write("name", (string[])[]))).Name);

    [Fact]
    public void Load_SquareFeatures_AddsANoteAboutTheOrientation()
    {
        var square = new FeatureMatrix([.. Enumerable.Range(0, 48 * 48).Select(i => (float)i)], 48, 48);
        var path = InputProblem.WriteNpz(_folder, ["features"], more: writer => writer.Write("features", square));

        Assert.Contains("data.npz: 'features' is square, [48, 48]: its columns were taken as the 48 labels.",
            DatasetLoader.Load(path).Notes);
    }

    [Theory]
    [InlineData("data.npz")]
    [InlineData("features.npz", true)]
    [InlineData("features.npz", false)]
    public void Load_FeaturesOfMoreDimensions_AddsANoteAboutTheColumns(string name, bool ownLabels = false)
    {
        var path = WriteFeatures(name, "(48, 7, 1, 2)", 14, ownLabels);

        var dataset = DatasetLoader.Load(path);

        Assert.Equal(14, dataset.Features.Columns);
        Assert.Contains($"{name}: 'features' is [48, 7, 1, 2]: the 7 x 1 x 2 values of each image were taken as 14 "
            + "columns.", dataset.Notes);
    }

    [Fact]
    public void Load_FeaturesWithDimensionsOfLengthOne_HasNoNotes() =>
        Assert.Empty(DatasetLoader.Load(WriteFeatures("data.npz", "(48, 14, 1, 1)", 14)).Notes);

    /// <summary>Writes the dataset with features of another shape: in one file, or with tables.</summary>
    private string WriteFeatures(string name, string shape, int width, bool ownLabels = false)
    {
        var values = Enumerable.Range(0, InputProblem.Images * width).SelectMany(i =>
            BitConverter.GetBytes((float)(i * 37 % 101))).ToArray();
        var isOneFile = name == "data.npz";
        if (isOneFile)
            InputProblem.WriteNpz(_folder, ["features"]);
        else
        {
            InputProblem.WriteTables(_folder);
            File.Delete(_folder.GetPath("features.csv"));
            _folder.WriteNpz(name, writer => writer.Write(ownLabels ? "labels" : "other",
                [.. InputProblem.Labels.Select(label => InputProblem.Names[label])]));
        }

        Npz.Append(_folder.GetPath(name), "features", "<f4", 0, values, shape);
        return isOneFile ? _folder.GetPath(name) : _folder.FullPath;
    }

    [Fact]
    public void Load_SquareDescriptorsWithoutNames_AddsANoteAboutTheOrientation()
    {
        var square = new FeatureMatrix([.. Enumerable.Range(0, 36).Select(i => (float)(i * i))], 6, 6);
        var path = InputProblem.WriteNpz(_folder, ["att", "allclasses_names"],
            more: writer => writer.Write("att", square));

        var dataset = DatasetLoader.Load(path);

        Assert.Equal([0, 36, 144, 324, 576, 900], dataset.Descriptors.Row(0).ToArray());
        Assert.Equal(["data.npz: 'att' is square, [6, 6]: its columns were taken as the 6 classes."], dataset.Notes);
    }

    [Theory]
    [InlineData(2)] // neither 0 nor 1 nor 255
    [InlineData(254)]
    public void Load_NumbersThatAreNoMask_AreRefused(byte other)
    {
        InputProblem.WriteNpz(_folder, ["trainval_loc"]);
        Append("trainval_loc", "|u1", [.. Enumerable.Range(0, InputProblem.Images).Select(i =>
            i == 3 ? other : InputProblem.TrainVal.Contains(i) ? (byte)255 : (byte)0)]);

        Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.GetPath("data.npz")));
    }

    [Fact]
    public void Load_FeatureThatIsTheLabel_HasANote()
    {
        var features = new FeatureMatrix(new float[InputProblem.Images * 2], InputProblem.Images, 2);
        for (var i = 0; i < InputProblem.Images; i++)
            (features.WritableRow(i)[0], features.WritableRow(i)[1]) = (i * i % 7, InputProblem.Labels[i]);
        var path = InputProblem.WriteNpz(_folder, ["features"], more: writer => writer.Write("features", features));

        Assert.Equal(["Feature column 2 (counted from 1) has a single value for each class, and a different one for "
            + "every class: it is probably the label. Remove it from the features"], DatasetLoader.Load(path).Notes);
    }

    [Fact]
    public void Load_LabelsThatAreObjects_AreReadAsNames()
    {
        InputProblem.WriteNpz(_folder, ["labels"]);
        // As numpy.save writes an array of dtype object: a call with the state (..., [elements]).
        byte[] elements = [.. InputProblem.Labels.SelectMany(label =>
            (byte[])[(byte)'X', (byte)InputProblem.Names[label].Length, 0, 0, 0,
                .. Encoding.UTF8.GetBytes(InputProblem.Names[label])])];
        Npz.Append(_folder.GetPath("data.npz"), "labels", "|O", InputProblem.Images,
            [0x80, 3, .. "cnumpy.core.multiarray\n_reconstruct\n)R(]("u8, .. elements, .. "etb."u8]);

        var dataset = DatasetLoader.Load(_folder.GetPath("data.npz"));
        InputProblem.AssertRead(dataset);
        Assert.Empty(dataset.Notes);
    }

    /// <summary>Adds a one-dimensional array of any type to the archive.</summary>
    private void Append(string name, string type, byte[] values)
    {
        var size = type switch { "|S8" or "<M8[D]" => 8, "<c16" => 16, _ => 1 };
        var length = type == "|O" ? 1 : values.Length / size;
        Npz.Append(_folder.GetPath("data.npz"), name, type, length, values);
    }

    [Fact]
    public void Load_ArchiveWithoutASplit_ThrowsWithTheArraysAndTheirProbableRoles()
    {
        void Clip(NpzWriter writer)
        {
            writer.Write("embedding_table", InputProblem.FeatureRows);
            writer.Write("targets", InputProblem.Labels);
            writer.Write("text_features", InputProblem.DescriptorRows);
            writer.Write("notes", InputProblem.Names);
        }

        var path = _folder.WriteNpz("clip.npz", Clip);

        string Refusal(string path) => Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(path)).Message;
        Assert.Matches("""
            clip.npz: there is no split \('trainval_loc', .*\). The file contains 'embedding_table' \(<f4 \[48, 5\], perhaps the features\), 'targets' \(<i. \[48\], perhaps the labels\), 'text_features' \(<f4 \[6, 4\], perhaps the descriptors\), 'notes' \(<U5 \[6\]\). If these are features, call it features.npz in a folder with a classes.csv: one row per class
            """.Trim(), Refusal(path));
        Assert.Matches(
            @"classes\.csv not found\. Create it with one row per class: .* clip\.npz holds 'embedding_table' \(<f4 \[48",
            Refusal(_folder.FullPath));
        Assert.Contains("a dataset of tables is a folder", Refusal(_folder.Write("x.csv", "1,2")),
            StringComparison.Ordinal);
    }
}
