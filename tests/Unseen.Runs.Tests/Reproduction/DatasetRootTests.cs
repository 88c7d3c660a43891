using Unseen.Data;
using Unseen.Runs.Records;
using Unseen.Runs.Reproduction;

namespace Unseen.Runs.Tests.Reproduction;

public sealed class DatasetRootTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("unseen-");

    [Theory]
    [InlineData(".mat")]
    [InlineData(".npz")]
    [InlineData(".npy")]
    [InlineData(".safetensors")]
    [InlineData(".pt")]
    [InlineData(".parquet")]
    [InlineData(".csv")]
    [InlineData(".tsv")]
    [InlineData(".xlsx")]
    public void Find_FolderWithAFileOfTheFormat_ReturnsTheFolder(string extension)
    {
        var folder = _root.CreateSubdirectory("birds").FullName;
        File.WriteAllText(Path.Combine(folder, $"features{extension}"), "");
        _root.CreateSubdirectory("empty");

        Assert.Equal([folder], Find(null).Select(source => source.Path));
        Assert.Equal([folder], Find("birds").Select(source => source.Path));
        Assert.Throws<UnseenDataException>(() => Find("empty"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    public void Find_EmptyNames_Throws(string names) => Assert.Throws<UsageException>(() => Find(names));

    public void Dispose() => _root.Delete(recursive: true);

    private IReadOnlyList<DataSource> Find(string? names) =>
        DatasetRoot.Find(_root.FullName, names, features: null, semantics: null);
}
