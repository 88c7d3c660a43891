using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

public sealed class ImageDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Create_FolderNameInAnotherUnicodeFormThanTheTable_IsTheSameClass()
    {
        var classes = _folder.Write("classes.csv", "class,a0,a1", "caf\u00e9,0,1", "otter,1,0", "okapi,0.5,1");

        var dataset = Create(classes, "cafe\u0301", "otter");

        Assert.Equal(["caf\u00e9", "otter", "okapi"], dataset.ClassNames);
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1, 1, 1], dataset.Labels);
    }

    [Fact]
    public void Create_FolderWithoutARowInTheTable_ThrowsWithTheMostSimilarName()
    {
        var classes = _folder.Write("classes.csv", "class,a0,a1", "rose,0,1", "otter,1,0", "okapi,0.5,1");

        Assert.Contains("there is no row for 'Rose' (did you mean 'rose'?). Add a row for every class with photographs",
            Assert.Throws<UnseenDataException>(() => Create(classes, "Rose", "otter")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Create_TableWithSemicolonsAndDecimalCommas_IsReadWithANote()
    {
        var classes = _folder.Write("classes.csv", "class;a0;a1", "rose;0,5;1", "otter;1;0,25", "okapi;0,5;1,5");

        var dataset = Create(classes, "rose", "otter");

        Assert.Equal([0.5f, 1, 1, 0.25f, 0.5f, 1.5f], dataset.Descriptors.Values);
        Assert.Equal(["classes.csv: semicolons between fields, decimal commas, 2 columns of numbers."], dataset.Notes);
    }

    [Fact]
    public void Create_ClassesThatDifferOnlyInUnknownWords_AreRefusedWithThoseWords()
    {
        var classes = _folder.Write("classes.csv", "class", "otter", "giant otter", "okapi");
        var vectors = _folder.Write("glove.txt", "otter 1 0", "okapi 0 1");
        var words = WordVectors.Read(vectors, ["otter", "giant otter", "okapi"]);

        var refusal = Assert.Throws<UnseenDataException>(() => Create(classes, words, "otter", "okapi"));

        Assert.Equal($"{classes}: classes 'giant otter' and 'otter' have the same vector, since {vectors} does not "
            + "know giant. Describe 'giant otter' by other words in a column 'description', or take other word "
            + "vectors.", refusal.Message);
    }

    [Fact]
    public void Create_FewerPathsThanPhotographs_IsRefused()
    {
        var classes = _folder.Write("classes.csv", "class,a0,a1", "rose,0,1", "otter,1,0", "okapi,0.5,1");

        Assert.Throws<ArgumentException>("imageFiles", () => ImageDataset.Create("photos", classes,
            new FeatureMatrix([1, 2, 3, 4], 2, 2), ["rose", "otter"], ["rose/1.jpg"]));
    }

    private static GzslDataset Create(string classes, params string[] folders) => Create(classes, null, folders);

    private static GzslDataset Create(string classes, WordVectors? words, params string[] folders)
    {
        string[] labels = [.. folders.SelectMany(name => Enumerable.Repeat(name, 5))];
        var features = new FeatureMatrix([.. Enumerable.Range(0, labels.Length * 2).Select(i => i * 1.5f)],
            labels.Length, 2);
        return ImageDataset.Create("photos", classes, features, labels,
            [.. labels.Select((name, i) => $"{name}/{i}.jpg")], words);
    }
}
