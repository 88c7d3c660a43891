using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

public sealed class FeatureRowsTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.npz");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // [D, N] in Fortran order has the same bytes as [N, D] in C order
    public void Read_InPieces_ReadsAllRowsAndNames(bool rowsAsColumns)
    {
        float[] values = [.. Enumerable.Range(0, 21).Select(i => i / 4f)];
        Npz.Write(_path, writer =>
        {
            writer.Write("image_files", ["a", "bc", "", "d", "é", "f", "g"]);
            writer.Write("features", new FeatureMatrix(values, 7, 3), rowsAsColumns);
        });

        using var rows = FeatureRows.Open(_path, 3);
        Assert.Equal((7, 3, true), (rows.Rows, rows.Width, rows.HasNames));
        List<float> read = [];
        List<string?> names = [];
        var (piece, pieceNames) = (new float[8], new string?[2]); // room for two rows
        while (rows.Read(piece, pieceNames) is > 0 and var count)
        {
            read.AddRange(piece[..(count * 3)]);
            names.AddRange(pieceNames[..count]);
        }

        Assert.Equal(values, read);
        Assert.Equal(["a", "bc", "", "d", "é", "f", "g"], names);
        Assert.Equal(0, rows.Read(piece));
    }

    [Fact]
    public void Read_NamesOfEverySecondRow_ReturnsTheNamesOfTheseRows()
    {
        Npz.Write(_path, writer =>
        {
            writer.Write("image_files", ["a", "bc", "d", "e"]);
            writer.Write("features", new FeatureMatrix([1, 2, 3, 4], 4, 1));
        });

        using var rows = FeatureRows.Open(_path, 1);
        var names = new string?[1];
        List<string?> read = [];
        for (var withNames = false; rows.Read(new float[1], withNames ? names : default) > 0; withNames = !withNames)
            if (withNames)
                read.Add(names[0]);

        Assert.Equal(["bc", "e"], read);
    }

    [Fact]
    public void Open_UnsuitableArray_ThrowsWithWhatItMustBe()
    {
        Npz.Write(_path, writer =>
        {
            writer.Write("features", new FeatureMatrix(new float[6], 2, 3));
            writer.Write("image_files", ["a"]);
        });

        Assert.Contains("array 'image_files' must be 2 texts, one per row of features, but was <U1 [1].",
            Assert.Throws<UnseenDataException>(() => FeatureRows.Open(_path, 3)).Message);
        Assert.Contains(
            "numbers of shape [N, 2] in C order or [2, N] in Fortran order, 2 being the model's width, but was <f4 "
                + "[2, 3] in C order.",
            Assert.Throws<UnseenDataException>(() => FeatureRows.Open(_path, 2)).Message);
        foreach (var length in (int[])[FeatureRows.MaxNameLength, FeatureRows.MaxNameLength + 1])
        {
            Npz.Write(_path, writer =>
            {
                writer.Write("features", new FeatureMatrix(new float[6], 2, 3));
                writer.Write("image_files", ["a", new string('b', length)]);
            });

            if (length == FeatureRows.MaxNameLength)
                FeatureRows.Open(_path, 3).Dispose();
            else
                Assert.Contains(
                    "array 'image_files' is of type <U4097, but names of images can have at most 4096 "
                    + "characters. Shorten the names.",
                    Assert.Throws<UnseenDataException>(() => FeatureRows.Open(_path, 3)).Message);
        }

        File.WriteAllBytes(_path, []);
        Assert.Throws<UnseenDataException>(() => FeatureRows.Open(_path, 2));
        Assert.Contains("width must be at least 1, but was 0",
            Assert.Throws<ArgumentException>(() => FeatureRows.Open(_path, 0)).Message);
    }

    [Fact]
    public void Read_OneBitFlipped_ThrowsAtTheLastRow()
    {
        Write([1, 2, 3, 4, 5, 6]);
        Flip();
        using var rows = FeatureRows.Open(_path, 3);

        Assert.Equal(1, rows.Read(new float[3]));
        Assert.Contains("array 'features' cannot be read: its CRC-32 is ",
            Assert.Throws<UnseenDataException>(() => rows.Read(new float[3])).Message);
    }

    [Fact]
    public void FeatureFile_OneBitOfAMappedArrayFlipped_IsRefused()
    {
        Write([1, 2, 3, 4, 5, 6]);
        Assert.True(FeatureFile.Read(_path, 3).IsMapped);
        Flip();

        Assert.Contains("array 'features' cannot be read: its CRC-32 is ",
            Assert.Throws<UnseenDataException>(() => FeatureFile.Read(_path, 3)).Message);
    }

    private void Write(float[] values) => Npz.Write(_path, writer =>
        writer.Write("features", new FeatureMatrix(values, values.Length / 3, 3)));

    /// <summary>Changes a bit of the first value.</summary>
    private void Flip()
    {
        var bytes = File.ReadAllBytes(_path);
        bytes[bytes.AsSpan().IndexOf(BitConverter.GetBytes(1f))] ^= 1;
        File.WriteAllBytes(_path, bytes);
    }
}
