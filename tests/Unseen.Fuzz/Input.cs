namespace Unseen.Fuzz;

/// <summary>Reads the inputs of a fuzzer, and writes them to files for readers that take a path.</summary>
internal static class Input
{
    /// <summary>The number of bytes after which no more of an input is read. Longer inputs would not find more
    /// faults.</summary>
    public const int Longest = 1 << 20;

    private static readonly string _folder = Directory.CreateTempSubdirectory("unseen-fuzz-").FullName;

    static Input() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(_folder, recursive: true);

    /// <summary>Reads a stream to its end, or until at least <see cref="Longest"/> bytes are read.</summary>
    public static byte[] ReadAll(Stream stream)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[1 << 16];
        while (buffer.Length < Longest && stream.Read(chunk) is > 0 and var count)
            buffer.Write(chunk, 0, count);
        return buffer.ToArray();
    }

    /// <summary>Writes an input to a file, replacing an earlier one of the same name, and returns the path.</summary>
    public static string AsFile(byte[] input, string name)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, input);
        return path;
    }
}
