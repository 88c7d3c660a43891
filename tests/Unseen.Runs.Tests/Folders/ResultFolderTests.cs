using Unseen.Runs.Folders;

namespace Unseen.Runs.Tests.Folders;

public sealed class ResultFolderTests : IDisposable
{
    private const string Marker = "results.json";
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("unseen-");

    private string Final => Path.Combine(_root.FullName, "out");

    /// <summary>Tests the states that a process can leave if it is killed while it replaces results.</summary>
    [Theory]
    [InlineData(true, true, false, "earlier")] // killed before the first move: the new results may be incomplete
    [InlineData(false, true, true, "new")]
    [InlineData(true, false, true, "new")]
    [InlineData(false, false, true, "earlier")] // the new results were deleted by hand after the kill
    public void Settle_AfterAKillWhileResultsWereReplaced_LeavesOneCompleteFolder(
        bool hasFinal, bool hasWork, bool hasReplaced, string expected)
    {
        var work = Path.GetDirectoryName(ResultFolder.Plan(new(Final), Marker, "").GetPath(Marker))!;
        Directory.Delete(work);
        if (hasWork)
            Write(work, "new");
        if (hasFinal)
            Write(Final, hasWork ? "earlier" : "new");
        if (hasReplaced)
            Write(work.Replace("partial", "replaced", StringComparison.Ordinal), "earlier");

        ResultFolder.Settle(Final);

        Assert.Equal(expected, File.ReadAllText(Path.Combine(Final, Marker)));
        Assert.Equal(hasFinal && hasWork ? [Path.GetFileName(work), "out"] : ["out"],
            _root.GetDirectories().Select(one => one.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Complete_OverwritingResults_LeavesOneFolder()
    {
        Write(Final, "earlier");
        using (var folder = ResultFolder.Plan(new(Final, Overwrite: true), Marker, ""))
        {
            File.WriteAllText(folder.GetPath(Marker), "new");
            folder.Complete();
        }

        Assert.Equal("new", File.ReadAllText(Path.Combine(Final, Marker)));
        Assert.Single(_root.GetDirectories());
    }

    [Fact]
    public void Plan_FolderWithATemporaryFileOfAnotherProgram_Throws()
    {
        Directory.CreateDirectory(Final);
        File.WriteAllText(Path.Combine(Final, "notes.tmp"), "");

        Assert.Throws<UsageException>(() => ResultFolder.Plan(new(Final), Marker, ""));
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static void Write(string folder, string content)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Marker), content);
    }
}
