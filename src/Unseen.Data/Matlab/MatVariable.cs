using System.IO.Compression;
using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>The location of a variable in a MATLAB v5 file.</summary>
/// <param name="Offset">the offset of its content, after the tag</param>
/// <param name="Length">the length of its content as stored, in bytes</param>
/// <param name="IsCompressed">whether the content is a zlib stream around the array</param>
internal readonly record struct MatVariable(long Offset, long Length, bool IsCompressed)
{
    /// <summary>Opens the array, and calls <paramref name="read"/> with a reader of the array.</summary>
    /// <param name="file">the whole file</param>
    /// <param name="path">path of the file, for messages</param>
    /// <param name="what">the element or array, for messages</param>
    /// <param name="bigEndian">byte order of the file</param>
    /// <param name="toTheEnd">whether the array is read to its end, so that its checksum is verified</param>
    /// <param name="read">reads the required part</param>
    public TResult Read<TResult>(
        Stream file, string path, string what, bool bigEndian, bool toTheEnd, Func<BoundedReader, TResult> read)
    {
        using var slice = new SliceStream(file, Offset, Length);
        if (!IsCompressed)
            return read(new BoundedReader(slice, Length, Length, path, what));
        using var inflated = new ZLibStream(slice, CompressionMode.Decompress);
        var element = new BoundedReader(inflated, (Length + 1) * BoundedReader.MaxInflation, Length, path, what);
        var matrix = MatElement.Next(element, bigEndian);
        if (matrix.Type != MatType.Matrix)
            throw element.Fault("a compressed array", $"a compressed element of type {matrix.Type}");
        var result = read(matrix.Content);
        if (toTheEnd)
        {
            matrix.Content.Drain();
            element.ExpectEndOfStream();
        }

        return result;
    }
}
