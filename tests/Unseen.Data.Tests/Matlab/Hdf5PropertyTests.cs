using System.Globalization;
using System.Numerics;
using PureHDF;
using PureHDF.Filters;
using Unseen.Data.Layouts;

namespace Unseen.Data.Tests.Matlab;

/// <summary>HDF5 files that the library PureHDF writes, with numbers of every type, chunks of several shapes, and
/// combinations of the standard filters.</summary>
public sealed class Hdf5PropertyTests : IDisposable
{
    private const int Rows = 23;
    private const int Columns = 17;

    private static readonly ushort[][] _filters =
    [
        [], [DeflateFilter.Id], [ShuffleFilter.Id], [Fletcher32Filter.Id], [ShuffleFilter.Id, DeflateFilter.Id],
        [Fletcher32Filter.Id, DeflateFilter.Id], [ShuffleFilter.Id, DeflateFilter.Id, Fletcher32Filter.Id],
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 0)] // without chunks
    [InlineData(1, 17)]
    [InlineData(23, 1)]
    [InlineData(8, 8)] // edge chunks on both sides
    [InlineData(5, 17)]
    [InlineData(23, 17)]
    public void ReadColumns_AnyTypeChunkAndFilter_HasTheValues(int height, int width)
    {
        foreach (var filters in height == 0 ? _filters[..1] : _filters)
        {
            Check<sbyte>(height, width, filters);
            Check<byte>(height, width, filters);
            Check<short>(height, width, filters);
            Check<ushort>(height, width, filters);
            Check<int>(height, width, filters);
            Check<uint>(height, width, filters);
            Check<long>(height, width, filters);
            Check<ulong>(height, width, filters);
            Check<float>(height, width, filters);
            Check<double>(height, width, filters);
        }
    }

    [Fact]
    public void ReadColumns_MoreChunksThanOnePageOfTheChunkIndex_HasTheValues() =>
        Check<short>(1, 1, [], rows: 61, columns: 43); // 2623 chunks; a page of the index has 1024

    [Fact]
    public void ReadColumns_MostSignificantByteFirst_HasTheValues()
    {
        var values = new float[3, 4];
        for (var i = 0; i < values.Length; i++)
            values[i / 4, i % 4] = i + 0.25f;
        var path = _folder.GetPath("big.mat");
        new H5File { ["x"] = new H5Dataset(values) }.Write(path);
        var bytes = File.ReadAllBytes(path);
        // The flags and the size of the type: the lowest bit of the flags states the byte order.
        Replace(bytes, [0x20, 0x1F, 0x00, 4, 0, 0, 0], [0x21, 0x1F, 0x00, 4, 0, 0, 0]);
        foreach (var value in values)
            Replace(bytes, BitConverter.GetBytes(value), [.. BitConverter.GetBytes(value).Reverse()]);

        using var file = ArrayFiles.Open(_folder.Write("big.mat", bytes));

        Assert.Equal(values.Cast<float>(), file.ReadColumns("x").Values);
    }

    private static void Replace(byte[] bytes, byte[] old, byte[] replacement)
    {
        var place = bytes.AsSpan().IndexOf(old);
        Assert.True(place >= 0);
        replacement.CopyTo(bytes, place);
    }

    private void Check<T>(int height, int width, ushort[] filters, int rows = Rows, int columns = Columns)
        where T : unmanaged, INumber<T>
    {
        var values = new T[rows, columns];
        for (var i = 0; i < values.Length; i++)
            values[i / columns, i % columns] = T.CreateTruncating(i * 7 % 101);
        var path = _folder.GetPath("x.mat");
        var dataset = height == 0 ? new H5Dataset(values)
            : new H5Dataset(values, [(uint)height, (uint)width],
                datasetCreation: new(Filters: [.. filters.Select(id => (H5Filter)id)]));
        new H5File { ["x"] = dataset }.Write(path);
        using var file = ArrayFiles.Open(path);

        var read = file.ReadColumns("x");

        var what = $"{typeof(T).Name} in {height} x {width} by {string.Join(", ", filters)}";
        Assert.True(values.Cast<T>().Select(value => Convert.ToSingle(value, CultureInfo.InvariantCulture))
            .SequenceEqual(read.Values), what);
    }
}
