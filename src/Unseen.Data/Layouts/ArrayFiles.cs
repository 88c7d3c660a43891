using System.IO.Compression;
using Unseen.Data.Arrays;
using Unseen.Data.Matlab;
using Unseen.Data.Numpy;
using Unseen.Data.Parquet;
using Unseen.Data.Tensors;

namespace Unseen.Data.Layouts;

/// <summary>Opens files of arrays in every format that this library reads: MATLAB v4, v5 and v7.3,
/// .npz and .npy, .safetensors, PyTorch's .pt and .parquet.</summary>
public static class ArrayFiles
{
    private const int SignatureLength = 8;

    /// <summary>Opens a file. Its format is recognised by its content, not by its name.</summary>
    /// <param name="path">path of the file</param>
    /// <returns>The open file; the caller disposes it.</returns>
    /// <exception cref="UnseenDataException">The file is absent, unreadable, of another format, or
    /// damaged.</exception>
    public static ArrayFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        FileStream? stream = null;
        try
        {
            stream = File.OpenRead(path);
            if (!stream.CanSeek)
                throw new UnseenDataException(path, ForeignFormat.Pipe);
            return OpenFormat(path, stream);
        }
        catch (Exception exception)
        {
            stream?.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
                throw new UnseenDataException(
                    path, $"the file cannot be read: {FailureReason.Describe(exception)}.", exception);
            throw;
        }
    }

    private static ArrayFile OpenFormat(string path, FileStream stream)
    {
        var start = ReadSignature(stream, 0);
        if (start.AsSpan().StartsWith(NpyHeader.Magic))
            return new NpyFile(path, stream);
        if (ParquetArrays.HasSignature(start))
        {
            stream.Dispose(); // ParquetArrays opens its own stream
            return new ParquetArrays(path);
        }

        if (NpzFile.HasSignature(start))
            return IsTorch(path) ? new TorchFile(path, stream) : new NpzFile(path, stream);
        if (SafeTensorsArrays.HasSignature(ForeignFormat.GetStart(stream), stream.Length))
            return new SafeTensorsArrays(path, stream);
        if (Hdf5MatFile.HasSignature(start)
            || Hdf5MatFile.HasSignature(ReadSignature(stream, Hdf5MatFile.MatlabOffset)))
            return new Hdf5MatFile(path, stream);
        return OpenMatlab(path, stream, ForeignFormat.GetStart(stream));
    }

    private static bool IsTorch(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return archive.Entries.Any(TorchFile.IsPickle);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static ArrayFile OpenMatlab(string path, FileStream stream, byte[] start)
    {
        if (MatFile.HasSignature(start))
            return new MatFile(path, stream);
        if (Mat4File.HasSignature(start))
            return new Mat4File(path, stream);
        if (ForeignFormat.Describe(start) is { } foreign)
            throw new UnseenDataException(path, foreign);
        throw new UnseenDataException(path, ForeignFormat.IsText(start)
            ? "this is not a file of arrays: it looks like a table or other text. If it is a table, give its name "
                + "the ending .csv."
            : "this is not a file of arrays in a known format (MATLAB, .npz, .npy, .safetensors, .pt, .parquet): its "
                + "first bytes are "
                + $"0x{Convert.ToHexString(start.AsSpan(0, Math.Min(start.Length, SignatureLength)))}. Check where "
                + "it came from, and whether the copy is complete.");
    }

    private static byte[] ReadSignature(FileStream stream, long offset)
    {
        var start = new byte[SignatureLength];
        stream.Position = offset;
        _ = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return start;
    }
}
