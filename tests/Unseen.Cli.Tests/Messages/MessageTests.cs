using Unseen.Cli.Tests.Photographs;
using Unseen.Runs;
using Unseen.TestSupport;

namespace Unseen.Cli.Tests.Messages;

/// <summary>
/// Tests the messages for wrong input. The text files beside this class list them, one file for each area. A line that
/// begins with "$ " is a command. The test runs it, and compares what it prints to stderr and its exit code with the
/// lines that follow. To add a message, add its command to a file and run the tests with UNSEEN_UPDATE_SNAPSHOTS=1.
/// </summary>
public sealed class MessageTests(TrainedRun trained, ColourProject project)
    : IClassFixture<TrainedRun>, IClassFixture<ColourProject>, IDisposable
{
    private const string Program = "unseen ";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Areas =>
    [
        "adaptation", "cluster", "command-lines", "configurations", "datasets",
        "files", "models", "photographs",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Areas))]
    public async Task Messages_OfAnArea_MatchTheCommittedText(string area)
    {
        BadFiles.Write(_folder, trained.Data, Path.Combine(trained.Run, "model.safetensors"));
        await Snapshot(area).CheckAsync(line => Answer(line[Program.Length..]));
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Messages_OfAnArea_LeakNothingInternal(string area) => Snapshot(area).CheckThatNothingInternalLeaks();

    private static MessageSnapshot Snapshot(string area) =>
        new(Path.Combine(SharedData.RepositoryRoot, "tests", "Unseen.Cli.Tests", "Messages", $"{area}.txt"));

    /// <summary>Runs a command line, and returns what it prints to stderr, followed by its exit code.</summary>
    private async Task<string> Answer(string line)
    {
        var run = await CommandRun.Run([.. CommandRun.GetWords(line).Select(Located)]);
        Assert.NotEqual(ExitCode.Fault, run.ExitCode);
        Assert.True(run.ExitCode != ExitCode.BadUsage || run.Output.Length == 0, $"{line}: {run.Output}");
        var error = run.Error.Replace(_folder.FullPath + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(project.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(trained.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        return $"{error}exit code {run.ExitCode}\n";
    }

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
