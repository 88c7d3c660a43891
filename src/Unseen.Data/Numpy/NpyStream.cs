using Unseen.Data.Arrays;

namespace Unseen.Data.Numpy;

/// <summary>Reads the values of one .npy array in pieces, so that memory does not grow with the array. Not
/// thread-safe.</summary>
internal sealed class NpyStream : IDisposable
{
    private readonly Stream _stream;
    private readonly BoundedReader _reader;
    private readonly NpyHeader _header;
    private readonly byte[] _element; // buffer for one string

    /// <summary>Reads the header.</summary>
    /// <param name="stream">the array with its header; closed with this object</param>
    /// <param name="length">maximum number of bytes to read</param>
    /// <param name="sourceBytes">length of the array in the file, before decompression, in bytes</param>
    /// <param name="file">path of the file, for messages</param>
    /// <param name="what">the array, for messages</param>
    /// <exception cref="UnseenDataException">The header is damaged, or there are fewer bytes than the header
    /// says.</exception>
    public NpyStream(Stream stream, long length, long sourceBytes, string file, string what)
    {
        _stream = stream;
        _reader = new BoundedReader(stream, length, sourceBytes, file, what);
        try
        {
            _header = NpyHeader.Read(_reader);
            var size = _header.Type.ElementBytes;
            if (_header.Count * (double)Math.Max(size, 1) > _reader.Remaining)
                throw _reader.Damaged($"should have {_header.Count} elements of type {_header.Type}, but there is "
                    + $"room for {_reader.Remaining / Math.Max(size, 1)}");
            _element = _header.Type.IsText ? new byte[size] : [];
            Left = _header.Count;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The number of elements that have not been read yet.</summary>
    public long Left { get; private set; }

    /// <summary>Fills a span with the next numbers.</summary>
    /// <param name="values">receives the numbers; not longer than <see cref="Left"/></param>
    /// <exception cref="UnseenDataException">The array is damaged, or does not contain numbers.</exception>
    public void Read(Span<float> values)
    {
        var storage = _header.Type.Storage ?? throw _reader.Fault("an array of numbers", $"of type {_header.Type}");
        NumberDecoder.Fill(_reader, storage, _header.Type.BigEndian, values);
        Take(values.Length);
    }

    /// <summary>Fills a span with the next strings, without the zeros that NumPy pads them with.</summary>
    /// <param name="values">receives the strings; not longer than <see cref="Left"/></param>
    /// <exception cref="UnseenDataException">The array is damaged, or does not contain text.</exception>
    public void Read(Span<string?> values)
    {
        if (!_header.Type.IsText)
            throw _reader.Fault("an array of text", $"of type {_header.Type}");
        foreach (ref var value in values)
        {
            _reader.ReadExactly(_element);
            value = NpyReader.Decode(_header.Type, _element);
        }

        Take(values.Length);
    }

    /// <summary>Skips the next strings.</summary>
    /// <param name="count">number of strings, less than <see cref="Left"/></param>
    /// <exception cref="UnseenDataException">The array is damaged.</exception>
    public void SkipText(long count)
    {
        for (var i = 0L; i < count; i++)
            _reader.ReadExactly(_element);
        Left -= count;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>Counts the elements read. After the last element, checks that the stream ends.</summary>
    private void Take(int count)
    {
        Left -= count;
        if (Left != 0)
            return;
        _reader.Drain();
        _reader.ExpectEndOfStream();
    }
}
