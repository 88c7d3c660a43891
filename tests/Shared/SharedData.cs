namespace Unseen.TestSupport;

/// <summary>Finds the benchmark data that developers and CI have beside the repository; a plain clone has
/// none.</summary>
internal static class SharedData
{
    /// <summary>The repository's root folder.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The path of a file or folder under ../shared/data; skips the calling test if it is absent.</summary>
    public static string Require(string relativePath)
    {
        var path = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "data", relativePath));
        Assert.SkipUnless(
            Path.Exists(path),
            $"needs the benchmark data ../shared/data/{relativePath}, which a plain clone does not have");
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Unseen.slnx")))
                return folder.FullName;
        throw new InvalidOperationException(
            "The tests must run from a build inside the repository (no Unseen.slnx above them).");
    }
}
