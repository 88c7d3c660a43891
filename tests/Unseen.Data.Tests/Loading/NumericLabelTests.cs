using Unseen.Data.Loading;

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
    [InlineData(1, "label 6 (image 1) is 'okapi' by column 'id' of classes.csv, but another class by --counted-from 1.")]
    [InlineData(0, "label 6 (image 1) is 'okapi' by column 'id' of classes.csv, but another class by --counted-from 0.")]
    public void Load_CountedFromThatContradictsTheIds_IsRefused(int countedFrom, string message)
    {
        WriteTables("id", _permuted, label => _permuted[label]);

        Assert.Contains($"labels.csv: {message} Leave --counted-from out", Refusal(countedFrom),
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
            + $"--counted-from 0 or 1 which number its first row has{remedy}.", Refusal(null),
            StringComparison.Ordinal);
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
