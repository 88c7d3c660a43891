namespace Unseen.Images.Decoding;

/// <summary>Reads an encoded image from a stream.</summary>
internal static class EncodedStream
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Reads a stream to its end, or until the size limit is exceeded.</summary>
    /// <param name="stream">the stream; stays open</param>
    /// <param name="limits">the size limits of images</param>
    /// <param name="name">the name of the image, for messages</param>
    /// <param name="cancellation">stops reading</param>
    /// <returns>the bytes</returns>
    /// <exception cref="ImageDataException">The stream is longer than the limit.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Reading was cancelled.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, ImageLimits limits, string name, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(limits);
        using var buffer = new MemoryStream();
        var block = new byte[BlockBytes];
        while (await stream.ReadAsync(block, cancellation).ConfigureAwait(false) is > 0 and var read)
        {
            if (buffer.Length + read > limits.MaxBytes)
                throw new ImageDataException(
                    name, $"the image is too large: at most {limits.MaxBytes} bytes are read");
            buffer.Write(block, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
