using Unseen.Data.Layouts;
using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

/// <summary>Two files that both identify the images, in the same order or in different orders.</summary>
public sealed class RowOrderTests : IDisposable
{
    private const string Remedy = "Sort both files by these columns or, if they do not identify the images, delete "
        + "one of them.";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("image", "image 2 is '1.jpg', but image 2 of features.csv is '47.jpg'. Both files must have the same "
        + "images in the same order: sort them, save them again together or, if the order is the same, delete the "
        + "paths in one of them.")]
    [InlineData("id", "image 2 has 1 in column 'id', but image 2 of features.csv has 47 in column 'id'. " + Remedy)]
    [InlineData("", "image 2 has 1 in the column without a name, but image 2 of features.csv has 47 in the column "
        + "without a name. " + Remedy)]
    public void Load_FeaturesInAnotherOrderThanLabels_AreRefused(string column, string message)
    {
        WriteTables(column, i => i == 0 ? 0 : InputProblem.Images - i, column, i => i);

        Assert.EndsWith($"labels.csv: {message}", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", "", 0, "has 47 in column 'id'")] // the name of the index is in one table only
    [InlineData("", "Unnamed: 0", 0, "has 47 in the column without a name")]
    [InlineData("id", "ID", 90, "has 47 in column 'id'")] // other rows
    public void Load_IndexesWithOtherNames_AreRefusedInAnotherOrder(
        string features, string labels, int from, string found)
    {
        WriteTables(features, i => InputProblem.Images - 1 - i, labels, i => from + i);

        Assert.Contains($"labels.csv: image 1 has {from} in ", Refusal(), StringComparison.Ordinal);
        Assert.Contains(found, Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image", 5, "image", 5)]
    [InlineData("id", 5, "id", 5)]
    [InlineData("", 5, "", 5)]
    [InlineData("", 0, "", 1)] // both count the rows: pandas from 0, and R from 1
    [InlineData("row", 0, "id", 5)] // two numberings that have nothing in common
    public void Load_FeaturesInTheOrderOfTheLabels_AreRead(string features, int from, string labels, int labelsFrom)
    {
        WriteTables(features, i => from == 5 ? 900 - (7 * i) : i + from, labels,
            i => labelsFrom == 5 ? 900 - (7 * i) : i + labelsFrom);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);
    }

    [Fact]
    public void RequireSameImages_OtherLeadingFolders_AreTheSameImages()
    {
        string[] one = ["/home/ann/birds/001/a.jpg", "/home/ann/birds/002/b.jpg"];
        string[] other = ["D:\\data\\birds\\001\\a.jpg", "D:\\data\\birds\\002\\b.jpg"];
        Assert.True(RowOrder.RequireSameImages("one.csv", one, "other.csv", other));
        Assert.Throws<UnseenDataException>(() =>
            RowOrder.RequireSameImages("one.csv", one, "other.csv", [other[1], other[0]]));
    }

    [Fact]
    public void RequireSameIds_UnnamedIndexesOfDifferentRows_DoNotContradictEachOther()
    {
        RowOrder.RequireSameIds("one.csv", new("", [7, 2, 31]), "other.csv", new("", [0, 1, 2]));
        Assert.Throws<UnseenDataException>(() =>
            RowOrder.RequireSameIds("one.csv", new("", [2, 0, 1]), "other.csv", new("", [0, 1, 2])));
    }

    [Fact]
    public void Load_PathsWithOtherLeadingFolders_AreTheSameImages()
    {
        WriteTables("image", i => i, "image", i => i, folder: "photos\\");

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);
    }

    [Fact]
    public void Load_SameImagesWithOtherIndexes_AreRead()
    {
        WriteTables("id,image", i => i, "id,image", i => i, id: i => 2 * i);

        InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);
    }

    [Fact]
    public void Load_HasIndexIsFalse_DoesNotCompareTheColumns()
    {
        WriteTables("id", i => i, "id", i => 99 - i);

        Assert.Equal(InputProblem.Width + 1, DatasetLoader.Load(
            _folder.FullPath, reading: new ReadingOptions { HasIndex = false }).Features.Columns);
    }

    [Theory]
    [InlineData("image_files", true)]
    [InlineData("image", true)]
    [InlineData("image", false)]
    public void Load_ImagesOfArraysInAnotherOrderThanTheTable_AreRefused(string name, bool isOtherOrder)
    {
        WriteTables("image", i => i, "image", i => i);
        File.Delete(_folder.GetPath("features.csv"));
        _folder.WriteNpz("features.npz", writer =>
        {
            writer.Write("features", InputProblem.FeatureRows);
            writer.Write(name, [.. Enumerable.Range(0, InputProblem.Images)
                .Select(i => $"{(isOtherOrder ? (i + 1) % InputProblem.Images : i)}.jpg")]);
        });

        if (isOtherOrder)
            Assert.Contains("labels.csv: image 1 is '0.jpg', but image 1 of features.npz is '1.jpg'. Both files must "
                + "have the same images in the same order", Refusal(), StringComparison.Ordinal);
        else
            InputProblem.AssertRead(DatasetLoader.Load(_folder.FullPath), ownSplit: true);
    }

    /// <summary>Writes tables whose features and labels have more columns.</summary>
    /// <param name="features">names of the columns in the features; "image" is a path, any other name a number</param>
    /// <param name="featuresId">number of each image in these columns</param>
    /// <param name="labels">names of the columns in the labels</param>
    /// <param name="labelsId">number of each image in these columns</param>
    /// <param name="folder">leading folder of the paths in the labels</param>
    /// <param name="id">number of each image in column "id" of the labels; <paramref name="labelsId"/> by
    /// default</param>
    private void WriteTables(string features, Func<int, int> featuresId, string labels, Func<int, int> labelsId,
        string folder = "", Func<int, int>? id = null)
    {
        InputProblem.WriteTables(_folder, change: (name, lines) => name switch
        {
            "features.csv" => [$"{features},{lines[0]}", .. lines[1..].Select((line, i) =>
                $"{Cells(features, i, featuresId, featuresId, "")},{line}")],
            "labels.csv" => [$"{labels},{lines[0]}", .. lines[1..].Select((line, i) =>
                $"{Cells(labels, i, labelsId, id ?? labelsId, folder)},{line}")],
            _ => lines,
        });

        static string Cells(string columns, int i, Func<int, int> image, Func<int, int> id, string folder) =>
            string.Join(',', columns.Split(',').Select(column =>
                column == "image" ? $"{folder}{image(i)}.jpg" : $"{id(i)}"));
    }

    private string Refusal() =>
        Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath)).Message;
}
