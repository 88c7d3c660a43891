namespace Unseen.TestSupport;

/// <summary>A folder as Kubernetes mounts secrets and config maps: every file is a link through the link ..data to a
/// folder with one version of all files. Replacing ..data changes all files at once.</summary>
/// <param name="path">path of the folder, which the first publication creates if necessary</param>
internal sealed class MountedFolder(string path)
{
    private static readonly DateTime _time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    public string GetPath(string name) => Path.Combine(path, name);

    /// <summary>Replaces all files. Their last write times are the same in every version.</summary>
    public void Publish(string version, params (string Name, byte[] Content)[] files)
    {
        Directory.CreateDirectory(GetPath($"..{version}"));
        foreach (var (name, content) in files)
        {
            var file = Path.Combine(GetPath($"..{version}"), name);
            File.WriteAllBytes(file, content);
            File.SetLastWriteTimeUtc(file, _time);
            if (!Path.Exists(GetPath(name)))
                File.CreateSymbolicLink(GetPath(name), Path.Combine("..data", name));
        }

        File.Delete(GetPath("..data"));
        Directory.CreateSymbolicLink(GetPath("..data"), $"..{version}");
    }
}
