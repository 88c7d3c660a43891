namespace Unseen.Images;

/// <summary>Reads whole files. If that fails, the error message names the file.</summary>
internal static class FileContents
{
    /// <summary>Reads a file as bytes.</summary>
    /// <exception cref="ImageDataException">The file cannot be read.</exception>
    public static byte[] ReadBytes(string path) => Read(path, File.ReadAllBytes);

    /// <summary>Reads a file as text.</summary>
    /// <exception cref="ImageDataException">The file cannot be read.</exception>
    public static string ReadText(string path) => Read(path, File.ReadAllText);

    private static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ImageDataException(
                path, $"the file cannot be read: {FailureReason.Describe(exception)}", exception);
        }
    }
}
