using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

public class FeatureFileTests
{
    private static readonly FeatureMatrix _features = new([1, 2, 3, 4, 5, 6], rows: 2, columns: 3);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_ArrayInEitherOrientation_HasSamplesAsRows(bool samplesAsColumns)
    {
        using var folder = new TemporaryFolder();
        var features = FeatureFile.Read(WriteNpz(folder, "anything", _features, samplesAsColumns), width: 3);

        Assert.Equal((2, 3), (features.Rows, features.Columns));
        Assert.Equal(_features.Values, Fixtures.GetValues(features));
    }

    [Theory]
    [InlineData("1,2,3", "4,5,6")]
    [InlineData("image,a,b,c", "one.jpg,1,2,3", "two.jpg,4,5,6")]
    public void Read_Table_LeavesTextOut(params string[] lines)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(_features.Values, FeatureFile.Read(folder.Write("photos.csv", lines), width: 3).Values);
    }

    [Fact]
    public void Read_ColumnWithTheNameOfAnIndex_IsAFeatureIfItWasOneInTraining()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("photos.csv", ["index,f1", "2,0.5"]);

        Assert.Equal([2, 0.5f], FeatureFile.Read(path, 2, names: ["index", "f1"]).Values);
        Assert.Throws<UnseenDataException>(() => FeatureFile.Read(path, 2));
        Assert.Throws<ArgumentException>(() => FeatureFile.Read(path, 2, names: ["index"]));
    }

    [Fact]
    public void Read_ColumnsInAnotherOrderThanInTraining_ThrowsWithTheFirstOne()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["f0", "f1", "f2"];
        string Table(string header) => folder.Write("photos.csv", [header, "1.5,2.5,3.5"]);

        Assert.EndsWith("photos.csv: feature 1 is 'f2', but in training this was feature 3, and feature 1 was 'f0'. Put "
            + "the columns in the order of the training data or, if they are in this order, remove the header.", Assert.Throws<UnseenDataException>(
                () => FeatureFile.Read(Table("f2,f1,f0"), 3, names: names)).Message, StringComparison.Ordinal);
        // a new first column shifts the others
        Assert.Throws<UnseenDataException>(() => FeatureFile.Read(Table("x,f0,f1"), 3, names: names));
        foreach (var header in new[] { "f0,f1,f2", "a,b,c", "2.5,1.5,0.5" })
            Assert.Equal(3, FeatureFile.Read(Table(header), 3, names: names).Columns);
        Assert.Equal(3, FeatureFile.Read(Table("f2,f1,f0"), 3, names: ["f2", "f2", "f0"]).Columns);
    }

    [Fact]
    public void Read_SquareArray_TakesRowsInCOrderAndColumnsInFortranOrder()
    {
        using var folder = new TemporaryFolder();
        var square = new FeatureMatrix([1, 2, 3, 4], 2, 2);
        Assert.Equal(square.Values, Fixtures.GetValues(
            FeatureFile.Read(WriteNpz(folder, "features", square, samplesAsColumns: false), width: 2)));
        Assert.Equal(square.Values, Fixtures.GetValues(
            FeatureFile.Read(WriteNpz(folder, "features", square, samplesAsColumns: true), width: 2)));
    }

    [Fact]
    public void Read_FeaturesOfAnotherWidth_Throws()
    {
        using var folder = new TemporaryFolder();
        var table = folder.Write("photos.csv", "1,2,3");
        var array = WriteNpz(folder, "features", _features, samplesAsColumns: false);
        Assert.Equal($"{table}: the rows have 3 features, but the model takes 4. Use features of the image model "
            + "that it was trained with.", MessageFor(table));
        Assert.Equal(
            $"{array}: array 'features' is [2, 3], but the model takes 4 features. Use features of the image model "
            + "that it was trained with, one row for each image.",
                MessageFor(array));

        static string MessageFor(string path) =>
            Assert.Throws<UnseenDataException>(() => FeatureFile.Read(path, width: 4)).Message;
    }

    [Theory]
    [InlineData("ebcdic", ',', "The encoding must be one of utf-8, utf-16, windows-1252, latin1, but was 'ebcdic'.")]
    [InlineData("utf-8", '1', "The delimiter must not be a digit, a point, a sign, the letter e, a quote or a line end.")]
    [InlineData("utf-8", '-', "The delimiter must not be a digit, a point, a sign, the letter e, a quote or a line end.")]
    [InlineData("utf-8", 'e', "The delimiter must not be a digit, a point, a sign, the letter e, a quote or a line end.")]
    public void Read_OptionsThatAreNotValid_Throws(string encoding, char delimiter, string message)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("photos.csv", "1,2,3");
        var options = new ReadingOptions { Encoding = encoding, Delimiter = delimiter };

        Assert.StartsWith(message, Assert.Throws<ArgumentException>(
            () => FeatureFile.Read(path, width: 3, options)).Message, StringComparison.Ordinal);
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(
            "reading", () => DatasetLoader.Load(folder.FullPath, reading: options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralArraysAndNoneNamedFeatures_ThrowsWithTheirNames()
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteNpz("two.npz", writer =>
        {
            writer.Write("a", _features);
            writer.Write("b", _features);
        });

        Assert.Equal(
            $"{path}: the features must be the array 'features' or the only one, but the file has a, b.",
            Assert.Throws<UnseenDataException>(() => FeatureFile.Read(path, 3)).Message);
    }

    private static string WriteNpz(
        TemporaryFolder folder, string name, FeatureMatrix matrix, bool samplesAsColumns) => folder.WriteNpz(
            "photos.npz", writer => writer.Write(name, matrix, rowsAsColumns: samplesAsColumns));
}
