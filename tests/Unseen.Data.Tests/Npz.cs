using System.IO.Compression;
using System.Text;
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

    /// <summary>Adds an array of any type to an archive.</summary>
    /// <param name="path">the archive</param>
    /// <param name="name">name of the array</param>
    /// <param name="type">its type, as NumPy writes it</param>
    /// <param name="length">number of its elements</param>
    /// <param name="values">its bytes</param>
    /// <param name="shape">its shape, as NumPy writes it; one dimension by default</param>
    public static void Append(
        string path, string name, string type, int length, byte[] values, string? shape = null)
    {
        shape ??= $"({length},)";
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        byte[] array = [.. NpyHeader.Magic, 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text), .. values];
        using var archive = ZipFile.Open(path, ZipArchiveMode.Update);
        using var entry = archive.CreateEntry(name + ".npy").Open();
        entry.Write(array);
    }
}
