using Unseen.Data.Arrays;
using Unseen.Data.Matlab;
using Unseen.Data.Numpy;

namespace Unseen.Data.Layouts;

/// <summary>Opens files of arrays in every format that this library reads: MATLAB v5 and v7.3, .npz and .npy.</summary>
public static class ArrayFiles
{
    private const int SignatureLength = 8;

    /// <summary>Opens a file, recognised by its content rather than its name.</summary>
    /// <param name="path">path of the file</param>
    /// <returns>The open file; the caller disposes it.</returns>
    /// <exception cref="DataException">The file is absent, unreadable, of another format, or damaged.</exception>
    public static ArrayFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        FileStream? stream = null;
        try
        {
            stream = File.OpenRead(path);
            return OpenFormat(path, stream);
        }
        catch (Exception exception)
        {
            stream?.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
                throw new DataException(path, "file", "readable", exception.Message.TrimEnd('.'), exception);
            throw;
        }
    }

    private static ArrayFile OpenFormat(string path, FileStream stream)
    {
        if (stream.Length == 0)
            throw new DataException(path, "file", "a MATLAB, .npz or .npy file", "empty");
        var start = ReadSignature(stream, 0);
        if (start.AsSpan().StartsWith(NpyHeader.Magic))
            return new NpyFile(path, stream);
        if (NpzFile.HasSignature(start))
            return new NpzFile(path, stream);
        return Hdf5MatFile.HasSignature(start)
            || Hdf5MatFile.HasSignature(ReadSignature(stream, Hdf5MatFile.MatlabOffset))
            ? new Hdf5MatFile(path, stream)
            : new MatFile(path, stream);
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
