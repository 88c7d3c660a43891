using Parquet;

namespace Unseen.Data.Parquet;

/// <summary>Opens Parquet files, and converts the exceptions of Parquet.Net.</summary>
internal static class ParquetInput
{
    /// <summary>Opens a file, after a check of its footer. The caller disposes the reader, which disposes the
    /// stream.</summary>
    /// <exception cref="UnseenDataException">The file cannot be read, or is damaged.</exception>
    public static (ParquetStream Stream, ParquetReader Reader) Open(string path) => Guarded(path, "the file",
        async () =>
        {
            var stream = new ParquetStream(File.OpenRead(path));
            try
            {
                ParquetFooter.Check(stream);
                return (stream, await ParquetReader.CreateAsync(stream, leaveStreamOpen: false));
            }
            catch
            {
                await stream.DisposeAsync();
                throw;
            }
        });

    /// <summary>Runs a function, and converts any exception but <see cref="OutOfMemoryException"/> to an
    /// <see cref="UnseenDataException"/>.</summary>
    /// <param name="path">the file</param>
    /// <param name="what">the part that is read, for the message</param>
    /// <param name="read">the function that reads this part</param>
    public static T Guarded<T>(string path, string what, Func<Task<T>> read)
    {
        try
        {
            return read().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is not (UnseenDataException or OutOfMemoryException))
        {
            throw new UnseenDataException(
                path,
                $"{what} cannot be read: {FailureReason.DescribeContent(exception)}. Copy or save the file again.",
                exception);
        }
    }
}
