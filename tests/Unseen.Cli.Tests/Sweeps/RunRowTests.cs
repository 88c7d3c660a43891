using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class RunRowTests
{
    [Theory]
    [InlineData("/a/digits", "/b/digits", "a/digits", "b/digits")]
    [InlineData("/a/x/digits", "/b/x/digits", "a/x/digits", "b/x/digits")]
    [InlineData("/digits", "/b/digits", "/digits", "b/digits")]
    [InlineData("/a/digits", "/a/digits/", "digits", "digits")]
    [InlineData("/a/digits", "/a/letters", "digits", "letters")]
    public void All_DatasetsOfOneName_AreToldApartByTheirFolders(
        string one, string two, string oneLabel, string twoLabel)
    {
        var rows = RunRow.All([DoneRun.Create(0, "", 4, one), DoneRun.Create(1, "", 8, two)]);

        Assert.Equal([oneLabel, twoLabel], rows.Select(row => row.Dataset));
        Assert.Equal([oneLabel, twoLabel], rows.Select(row => row.Options["dataset"]));
    }
}
