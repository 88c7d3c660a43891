using Unseen.Data.Layouts;

namespace Unseen.Data.Tests.Layouts;

public class FileChecksumsTests
{
    [Fact]
    public void ByName_FilesOfOneNameInDifferentFolders_KeepsBoth()
    {
        string[] paths = [Of("data", "a", "x.csv"), Of("data", "b", "x.csv"), Of("data", "a", "x.csv"),
            Of("other", "b", "x.csv"), Of("data", "y.csv")];
        using var checksums = FileChecksums.Begin(paths, path => path);

        Assert.Equal(
            [("b/x.csv", paths[1]), ("other/b/x.csv", paths[3]), ("x.csv", paths[0]), ("y.csv", paths[4])],
            checksums.ByName(paths).Select(pair => (pair.Key, pair.Value)));
    }

    private static string Of(params string[] parts) => Path.Combine(parts);
}
