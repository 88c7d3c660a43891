using Unseen.Data.Layouts;

namespace Unseen.Data.Tests;

public sealed class FeatureMatrixTests
{
    [Fact]
    public void Row_LastRow_IsReturnedAndTheRowAfterItIsRefused()
    {
        using var folder = new TemporaryFolder();
        var array = new FeatureMatrix([1, 2, 3, 4, 5, 6], 3, 2);
        foreach (var matrix in (FeatureMatrix[])[array, Mapped(folder, array)])
        {
            Assert.Equal([5, 6], matrix.Row(2).ToArray());
            Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Row(3).Length);
            Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Row(-1).Length);
        }
    }

    [Fact]
    public void WritableRow_MatrixInMemory_ChangesTheMatrix()
    {
        var matrix = new FeatureMatrix([1, 2, 3, 4], 2, 2);
        matrix.WritableRow(1)[0] = 7;

        Assert.Equal([1, 2, 7, 4], matrix.Values);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.WritableRow(2).Length);
    }

    [Fact]
    public void WritableRowAndValues_Mapped_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var matrix = Mapped(folder, new FeatureMatrix([1, 2, 3, 4], 2, 2));

        Assert.True(matrix.IsMapped);
        Assert.Throws<InvalidOperationException>(() => matrix.WritableRow(0).Length);
        Assert.Equal(
            "The matrix must be in memory, but was mapped from a file. Read it by rows.",
            Assert.Throws<InvalidOperationException>(() => matrix.Values).Message);
    }

    [Fact]
    public void Select_MappedMatrix_ReturnsAMatrixInMemory()
    {
        using var folder = new TemporaryFolder();
        var selected = Mapped(folder, new FeatureMatrix([1, 2, 3, 4, 5, 6], 3, 2)).Select([2, 0, 2]);

        Assert.False(selected.IsMapped);
        Assert.Equal([5, 6, 1, 2, 5, 6], selected.Values);
    }

    [Fact]
    public void Constructor_LengthThatIsNotRowsTimesColumns_IsRefused()
        => Assert.Throws<ArgumentException>(() => new FeatureMatrix([1, 2, 3], 2, 2));

    private static FeatureMatrix Mapped(TemporaryFolder folder, FeatureMatrix matrix)
    {
        using var file = ArrayFiles.Open(folder.WriteNpz("mapped.npz", writer => writer.Write("features", matrix)));
        return file.MapMatrix("features", columnsAsRows: false);
    }
}
