using Unseen.Data.Numpy;

namespace Unseen.Data.Tests;

/// <summary>A temporary folder, which is deleted after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("unseen-").FullName;

    public string PathOf(string name) => Path.Combine(FullPath, name);

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    public string Write(string name, params string[] lines)
    {
        File.WriteAllLines(PathOf(name), lines);
        return PathOf(name);
    }

    public string WriteNpz(string name, Action<NpzWriter> write)
    {
        using var stream = File.Create(PathOf(name));
        using var writer = new NpzWriter(stream);
        write(writer);
        return PathOf(name);
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
