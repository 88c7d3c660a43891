namespace Unseen.Fuzz;

/// <summary>What a fuzzer gives, and the files that readers of paths find it in.</summary>
internal static class Input
{
    /// <summary>Longer inputs find nothing that shorter ones do not.</summary>
    public const int Longest = 1 << 20;

    private static readonly string _folder = Directory.CreateTempSubdirectory("unseen-fuzz-").FullName;

    static Input() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(_folder, recursive: true);

    /// <summary>All of a stream, up to <see cref="Longest"/>.</summary>
    public static byte[] ReadAll(Stream stream)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[1 << 16];
        while (buffer.Length < Longest && stream.Read(chunk) is > 0 and var count)
            buffer.Write(chunk, 0, count);
        return buffer.ToArray();
    }

    /// <summary>An input as a file; the next one takes its place.</summary>
    public static string AsFile(byte[] input, string name)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, input);
        return path;
    }
}
