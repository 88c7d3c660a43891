using Unseen.Data.Layouts;

namespace Unseen.Data.Tests.Layouts;

public class FileChecksumsTests
{
    [Fact]
    public void ByName_FilesOfTheSameNameInDifferentFolders_AddsTheFolderToTheName()
    {
        string[] paths = [GetPath("data", "a", "x.csv"), GetPath("data", "b", "x.csv"), GetPath("data", "a", "x.csv"),
            GetPath("other", "b", "x.csv"), GetPath("data", "y.csv")];
        using var checksums = FileChecksums.Begin(paths, path => path);

        Assert.Equal(
            [("b/x.csv", paths[1]), ("other/b/x.csv", paths[3]), ("x.csv", paths[0]), ("y.csv", paths[4])],
            checksums.ByName(paths).Select(pair => (pair.Key, pair.Value)));
    }

    private static string GetPath(params string[] parts) => Path.Combine(parts);
}
