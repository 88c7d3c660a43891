using Unseen.Data.Loading;
using Unseen.Data.Numpy;

namespace Unseen.Data.Tests.Loading;

/// <summary>Labels that are numbers, beside classes that also have ids or other names.</summary>
public sealed class NumericLabelTests : IDisposable
{
    private static readonly int[] _gaps = [3, 7, 12, 40, 41, 50];
    private static readonly int[] _permuted = [6, 4, 2, 1, 5, 3];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("id", "id")]
    [InlineData("No.", "No.")]
    [InlineData("", "")] // the index of a table that pandas has sorted
    public void Load_LabelsThatAreIds_FindsTheClassesByTheColumn(string column, string name)
    {
        foreach (var ids in (int[][])[_gaps, _permuted])
        {
            WriteTables(column, ids, label => ids[label]);

            var dataset = DatasetLoader.Load(_folder.FullPath);

            InputProblem.AssertRead(dataset, ownSplit: true);
            Assert.Contains("labels.csv: labels are numbers, and were found in "
                + $"{(name.Length == 0 ? "the column without a name" : $"column '{name}'")} of classes.csv.",
                dataset.Notes);
        }
    }

    [Fact]
    public void Load_ColumnIdAfterTheClass_FindsTheClassesByTheColumn()
    {
        WriteTables("id", _permuted, label => _permuted[label]);
        _folder.Write("classes.csv", [.. File.ReadAllLines(_folder.GetPath("classes.csv"))
            .Select(line => line.Split(',')).Select(cells => string.Join(',', [cells[1], cells[0], .. cells[2..]]))]);

        Assert.Equal(InputProblem.Labels, DatasetLoader.Load(_folder.FullPath).Labels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Load_CountedFromThatContradictsTheIds_IsRefused(int countedFrom)
    {
        WriteTables("id", _permuted, label => _permuted[label]);

        Assert.Contains("labels.csv: label 6 (image 1) is 'okapi' by column 'id' of classes.csv, but another class by "
            + $"--counted-from {countedFrom}. Leave --counted-from out", Refusal(countedFrom),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)] // the ids are unrelated to the labels
    [InlineData(1)] // the ids count the classes as the labels do
    public void Load_CountedFromThatAgreesWithTheIds_IsRead(int countedFrom)
    {
        WriteTables("id", countedFrom == 0 ? _gaps : [1, 2, 3, 4, 5, 6], label => label + countedFrom);

        InputProblem.AssertRead(DatasetLoader.Load(
            _folder.FullPath, reading: new ReadingOptions { CountedFrom = countedFrom }), ownSplit: true);
    }

    [Theory]
    [InlineData("id", ", and label 0 (image 1) is not in column 'id'", ", or correct the label or the column")]
    [InlineData("", "", "")] // an index from 0 says nothing about labels
    public void Load_NumbersThatAreNotIds_AreRefused(string column, string reason, string remedy)
    {
        WriteTables(column, column == "id" ? [1, 2, 3, 4, 5, 6] : [0, 1, 2, 3, 4, 5], label => label);

        Assert.EndsWith($"labels.csv: labels are numbers (0, 1, 2...), but classes.csv has names{reason}. Say with "
            + $"--counted-from 0 or 1 which number the first class has{remedy}.", Refusal(null),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("allclasses_names", null)]
    [InlineData("class_names", null)]
    [InlineData("names", null)]
    [InlineData("class_names", 0)] // numbers from 0
    public void Load_NamesOfTheFeaturesInAnotherOrder_AreRefused(string array, int? countedFrom)
    {
        var first = countedFrom ?? 1;
        WriteFeatures(first, writer => writer.Write(array, [.. _permuted.Select(c => InputProblem.Names[c - 1])]));

        Assert.EndsWith($"features.npz: label {first} (image 1) is 'puma' by array '{array}', but 'okapi' by "
            + "classes.csv. Put the classes of both files in the same order, with the same names, or save the names of "
            + "the classes as labels.", Refusal(first), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NamesOfTheFeaturesForLabelsThatAreIds_MustAgree()
    {
        WriteTables("id", _permuted, label => _permuted[label]);
        File.Delete(_folder.GetPath("features.csv"));
        void Write(int[] order) => _folder.WriteNpz("features.npz", writer =>
        {
            writer.Write("features", InputProblem.FeatureRows);
            writer.Write("class_names", [.. order.Select(c => InputProblem.Names[c])]);
        });

        Write([3, 2, 5, 1, 4, 0]); // in the order of the ids
        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);
        Write([0, 1, 2, 3, 4, 5]);
        Assert.Contains("label 6 (image 1) is 'puma' by array 'class_names', but 'okapi' by classes.csv.",
            Refusal(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_NamesOfEveryImageInTheFeatures_MustAgree(bool isWrong)
    {
        WriteFeatures(1, writer => writer.Write("class_name",
            [.. InputProblem.Labels.Select((label, i) => InputProblem.Names[isWrong && i == 20 ? 5 : label])]));

        if (isWrong)
            Assert.Contains("label 3 (image 21) is 'puma' by array 'class_name', but 'otter' by classes.csv.",
                Refusal(1), StringComparison.Ordinal);
        else
            InputProblem.AssertRead(DatasetLoader.Load(
                _folder.FullPath, reading: new ReadingOptions { CountedFrom = 1 }), ownSplit: true);
    }

    [Fact]
    public void Load_NamesOfTheFeaturesInTheSameOrder_AreRead()
    {
        WriteFeatures(1, writer =>
        {
            writer.Write("class_names", InputProblem.Names);
            writer.Write("names", ["f0", "f1", "f2", "f3", "f4"]); // of the features, not of the classes
        });

        InputProblem.AssertRead(DatasetLoader.Load(
            _folder.FullPath, reading: new ReadingOptions { CountedFrom = 1 }), ownSplit: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_TwoFilesOfArraysWithNames_MustAgree(bool isSameOrder)
    {
        WriteArrays(writer => writer.Write("allclasses_names", isSameOrder ? InputProblem.Names
            : [.. _permuted.Select(c => InputProblem.Names[c - 1])]));

        if (isSameOrder)
            InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath));
        else
            Assert.Contains("res101.npz: label 1 (image 1) is 'puma' by array 'allclasses_names', but 'okapi' by "
                + "att_splits.npz.", Refusal(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_TwoFilesOfArraysWithImages_MustAgree(bool isSameOrder)
    {
        string[] images = [.. Enumerable.Range(0, InputProblem.Images).Select(i => $"{i}.jpg")];
        WriteArrays(writer => writer.Write("image_files", isSameOrder ? images : [.. images.Reverse()]),
            writer => writer.Write("image_files", images));

        if (isSameOrder)
            InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath));
        else
            Assert.Contains("att_splits.npz: image 1 is '0.jpg', but image 1 of res101.npz is '47.jpg'.",
                Refusal(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(InputProblem.Images, null, 1, null)]
    [InlineData(InputProblem.Images, 3, 1, "att_splits.npz: array 'labels' has 6 for image 4, but res101.npz has ")]
    [InlineData(
        InputProblem.Images, null, 0, "att_splits.npz: array 'labels' has 0 for image 1, but res101.npz has 1.")]
    [InlineData(40, null, 1, "att_splits.npz: array 'labels' has 40 numbers, but res101.npz has 48 images.")]
    public void Load_TwoFilesOfArraysWithLabels_MustAgree(int count, int? different, int from, string? message)
    {
        int[] labels = [.. InputProblem.Labels.Take(count).Select((label, i) => (i == different ? 5 : label) + from)];
        WriteArrays(_ => { }, writer => writer.Write("labels", labels));

        if (message is null)
            InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath));
        else
            Assert.Contains(message, Refusal(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TwoFilesOfArraysOneWithAMatrixOfLabels_AreRead()
    {
        WriteArrays(_ => { }, writer => writer.Write("labels",
            new FeatureMatrix(new float[InputProblem.Images * 3], InputProblem.Images, 3)));

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath));
    }

    /// <summary>Writes classes.csv, and features.npz with labels that are numbers.</summary>
    private void WriteFeatures(int from, Action<NpzWriter> more)
    {
        InputProblem.WriteTables(_folder);
        File.Delete(_folder.GetPath("features.csv"));
        File.Delete(_folder.GetPath("labels.csv"));
        _folder.WriteNpz("features.npz", writer =>
        {
            writer.Write("features", InputProblem.FeatureRows);
            writer.Write("labels", Array.ConvertAll(InputProblem.Labels, label => label + from));
            more(writer);
        });
    }

    /// <summary>Writes the dataset in the two files of the xlsa17 layout.</summary>
    private void WriteArrays(Action<NpzWriter> moreFeatures, Action<NpzWriter>? moreSplits = null)
    {
        File.Move(InputProblem.WriteNpz(_folder, ["features", "labels"], more: moreSplits),
            _folder.GetPath("att_splits.npz"));
        _folder.WriteNpz("res101.npz", writer =>
        {
            writer.Write("features", InputProblem.FeatureRows);
            writer.Write("labels", Array.ConvertAll(InputProblem.Labels, label => label + 1));
            moreFeatures(writer);
        });
    }

    private void WriteTables(string column, int[] ids, Func<int, int> label) =>
        InputProblem.WriteTables(_folder, change: (name, lines) => name switch
        {
            "classes.csv" => [$"{column},{lines[0]}", .. lines[1..].Select((line, c) => $"{ids[c]},{line}")],
            "labels.csv" => [lines[0], .. InputProblem.Labels.Select(c => $"{label(c)}")],
            _ => lines,
        });

    private string Refusal(int? countedFrom) => Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(
        _folder.FullPath, reading: new ReadingOptions { CountedFrom = countedFrom })).Message;
}
