using System.Text;
using Unseen.Cli.Tests.Photographs;
using Unseen.Runs;
using Unseen.TestSupport;

namespace Unseen.Cli.Tests.Messages;

/// <summary>
/// Every message that a person can meet, in files to read from top to bottom. A line of a file that begins with "$ "
/// is a command; the test runs it and compares what it prints to stderr, and its exit code, with the lines that
/// follow. To add a message, add its command to a file and run the tests with UNSEEN_UPDATE_SNAPSHOTS=1.
/// </summary>
public sealed class MessageTests(TrainedRun trained, ColourProject project)
    : IClassFixture<TrainedRun>, IClassFixture<ColourProject>, IDisposable
{
    private const string Prompt = "$ unseen ";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("adaptation")]
    [InlineData("cluster")]
    [InlineData("command-lines")]
    [InlineData("configurations")]
    [InlineData("datasets")]
    [InlineData("files")]
    [InlineData("models")]
    [InlineData("photographs")]
    public async Task Messages_OfAnArea_AreAsCommitted(string area)
    {
        BadFiles.Write(_folder, trained.Data, Path.Combine(trained.Run, "model.safetensors"));
        var path = Path.Combine(SharedData.RepositoryRoot, "tests", "Unseen.Cli.Tests", "Messages", $"{area}.txt");
        var expected = (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))
            .ReplaceLineEndings("\n");
        var actual = new StringBuilder();
        foreach (var line in expected.Split('\n'))
            if (line.StartsWith('#'))
                actual.Append(line).Append('\n');
            else if (line.StartsWith(Prompt, StringComparison.Ordinal))
                actual.Append(line).Append('\n').Append(await Answer(line[Prompt.Length..])).Append('\n');

        if (Environment.GetEnvironmentVariable("UNSEEN_UPDATE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(path, actual.ToString(), TestContext.Current.CancellationToken);
        else
            Assert.Equal(expected, actual.ToString());
    }

    [Fact]
    public void Messages_OfAllAreas_LeakNothingInternal()
    {
        var folder = Path.Combine(SharedData.RepositoryRoot, "tests", "Unseen.Cli.Tests", "Messages");
        foreach (var line in Directory.EnumerateFiles(folder, "*.txt").SelectMany(File.ReadLines))
        {
            Assert.DoesNotContain(".tmp", line, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", line, StringComparison.Ordinal);
            Assert.DoesNotContain("LineNumber", line, StringComparison.Ordinal);
            Assert.DoesNotContain("(Parameter", line, StringComparison.Ordinal);
        }
    }

    /// <summary>Runs a command line, and returns what it prints for people to read.</summary>
    private async Task<string> Answer(string line)
    {
        var run = await CommandRun.Of([.. Words(line).Select(Located)]);
        Assert.NotEqual(ExitCode.Fault, run.ExitCode);
        var error = run.Error.Replace(_folder.FullPath + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(project.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(trained.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        return $"{error}exit code {run.ExitCode}\n";
    }

    /// <summary>Splits a line at blanks, except within quotation marks.</summary>
    private static IEnumerable<string> Words(string line) => line.Split('"')
        .SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private string Located(string word) => word switch
    {
        "RUN" => trained.Run,
        "DATA" => trained.Data,
        "PHOTO_RUN" => project.Run,
        "PROJECT" => project.Project,
        "BACKBONE" => project.Backbone,
        _ when word.StartsWith("bad/", StringComparison.Ordinal) || word.StartsWith("out", StringComparison.Ordinal) =>
            _folder[word],
        _ => word,
    };
}
