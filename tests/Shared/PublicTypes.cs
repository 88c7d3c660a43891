using System.Reflection;

namespace Unseen.TestSupport;

/// <summary>Checks the committed lists of public types in <c>tests/public-types</c>, so that no type becomes public or
/// disappears by accident.</summary>
internal static class PublicTypes
{
    /// <summary>Compares the public types of an assembly with its list. If UNSEEN_UPDATE_SNAPSHOTS is 1, writes the
    /// list first.</summary>
    /// <param name="assembly">name of the assembly</param>
    public static void Check(string assembly)
    {
        var path = Path.Combine(SharedData.RepositoryRoot, "tests", "public-types", $"{assembly}.txt");
        string[] types = [.. Assembly.Load(assembly).GetExportedTypes().Select(type => type.FullName!)
            .Order(StringComparer.Ordinal)];
        if (Environment.GetEnvironmentVariable("UNSEEN_UPDATE_SNAPSHOTS") == "1")
            File.WriteAllLines(path, types);
        Assert.Equal(File.ReadAllLines(path), types);
    }
}
