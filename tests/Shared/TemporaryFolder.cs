namespace Unseen.TestSupport;

/// <summary>A temporary folder, which is deleted after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("unseen-").FullName;

    public string GetPath(string name) => Path.Combine(FullPath, name);

    /// <summary>Writes a file, and creates its folder if necessary.</summary>
    public string Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(GetPath(name))!);
        File.WriteAllBytes(GetPath(name), bytes);
        return GetPath(name);
    }

    /// <summary>Writes a text file, each line with a line end.</summary>
    public string Write(string name, params string[] lines)
    {
        File.WriteAllLines(GetPath(name), lines);
        return GetPath(name);
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
