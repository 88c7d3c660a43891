using System.Numerics;
using System.Numerics.Tensors;
using PureHDF;
using PureHDF.Selections;
using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>Reads one dataset of a MATLAB v7.3 file as MATLAB means it.</summary>
internal static class Hdf5Array
{
    private const string ClassAttribute = "MATLAB_class";
    private const string EmptyAttribute = "MATLAB_empty";
    private const int SlabLength = 1 << 22;
    private const int MaxCells = 1000;

    /// <summary>The entry that a file lists for a dataset: MATLAB's dimensions are HDF5's in reverse.</summary>
    /// <remarks>
    /// The HDF5 library finds each cell by walking over all cells, so very many (the image paths of a benchmark) would
    /// take hours: such arrays count as unsupported. The class names of every known benchmark stay below the limit.
    /// </remarks>
    public static ArrayEntry ToEntry(IH5Dataset dataset)
    {
        var type = dataset.AttributeExists(ClassAttribute) ? dataset.Attribute(ClassAttribute).Read<string>()
            : dataset.Type.Class.ToString();
        var isEmpty = dataset.AttributeExists(EmptyAttribute) && dataset.Attribute(EmptyAttribute).Read<byte>() != 0;
        long[] shape = isEmpty ? [0, 0]
            : [.. dataset.Space.Dimensions.Reverse().Select(length => checked((long)length))];
        var kind = (type, dataset.Type.Class) switch
        {
            (_, H5DataTypeClass.Reference) when shape.Aggregate(1.0, (product, length) => product * length) > MaxCells
                => ArrayKind.Unsupported,
            ("char" or "cell", _) or (_, H5DataTypeClass.String) => ArrayKind.Text,
            (_, H5DataTypeClass.FixedPoint or H5DataTypeClass.FloatingPoint) => ArrayKind.Number,
            _ => ArrayKind.Unsupported,
        };
        return new(dataset.Name, shape, kind, ColumnMajor: true, type);
    }

    /// <summary>All numbers, MATLAB's first dimension fastest.</summary>
    public static T[] ReadNumbers<T>(IH5Dataset dataset)
        where T : unmanaged, INumberBase<T>
    {
        var isInteger = dataset.Type.Class == H5DataTypeClass.FixedPoint;
        return (isInteger, isInteger && dataset.Type.FixedPoint.IsSigned, dataset.Type.Size) switch
        {
            (true, true, 1) => Read<sbyte, T>(dataset),
            (true, false, 1) => Read<byte, T>(dataset),
            (true, true, 2) => Read<short, T>(dataset),
            (true, false, 2) => Read<ushort, T>(dataset),
            (true, true, 4) => Read<int, T>(dataset),
            (true, false, 4) => Read<uint, T>(dataset),
            (true, true, 8) => Read<long, T>(dataset),
            (true, false, 8) => Read<ulong, T>(dataset),
            (false, _, 2) => Read<Half, T>(dataset),
            (false, _, 4) => Read<float, T>(dataset),
            (false, _, 8) => Read<double, T>(dataset),
            _ => throw new NotSupportedException($"numbers of {dataset.Type.Size} bytes"),
        };
    }

    /// <summary>Reads whole slabs along HDF5's first dimension, so that only one is held in its stored type; of whole
    /// chunks, so that none is inflated twice.</summary>
    private static T[] Read<TStored, T>(IH5Dataset dataset)
        where TStored : unmanaged, INumberBase<TStored>
        where T : unmanaged, INumberBase<T>
    {
        var shape = dataset.Space.Dimensions;
        if (shape.Length == 0)
            return [T.CreateTruncating(dataset.Read<TStored>())];
        var width = checked((int)shape.Skip(1).Aggregate(1UL, (product, length) => checked(product * length)));
        var rows = checked((int)shape[0]);
        var chunkRows = dataset.Layout.Class == H5DataLayoutClass.Chunked ? dataset.Layout.Chunks[0] : 1;
        var slabRows = (int)Math.Min((ulong)rows,
            chunkRows * (ulong)Math.Max(1, Math.Ceiling((double)SlabLength / width / chunkRows)));
        var slab = new TStored[checked(slabRows * width)];
        var values = new T[checked(rows * width)];
        for (var row = 0; row < rows; row += slabRows)
        {
            var count = Math.Min(slabRows, rows - row);
            var starts = new ulong[shape.Length];
            starts[0] = (ulong)row;
            var selection = new HyperslabSelection(shape.Length, starts, [(ulong)count, .. shape[1..]]);
            dataset.Read(slab.AsMemory(0, count * width), selection);
            TensorPrimitives.ConvertTruncating<TStored, T>(
                slab.AsSpan(0, count * width), values.AsSpan(row * width, count * width));
        }

        return values;
    }
}
