using Unseen.Data.Numpy;

namespace Unseen.Data.Tests;

/// <summary>Writes .npz files.</summary>
internal static class Npz
{
    public static string Write(string path, Action<NpzWriter> write)
    {
        using var stream = File.Create(path);
        using var writer = new NpzWriter(stream);
        write(writer);
        return path;
    }

    public static string WriteNpz(this TemporaryFolder folder, string name, Action<NpzWriter> write) =>
        Write(folder.GetPath(name), write);
}
