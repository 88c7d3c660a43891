using Unseen.Runs;
using Unseen.TestSupport;

namespace Unseen.Cli.Tests.Help;

/// <summary>Runs the examples of the help, each in a separate process. Placeholders are replaced by names in the test's
/// folder, long commands get options that shorten them, and downloads use a server of the test. Examples that call
/// other programs, need a PostgreSQL store or take minutes are not run. A command with such examples is reported as
/// skipped after its other examples have run.</summary>
[Trait("Category", "Slow")]
public sealed class ExampleTests(ExampleFolder folder) : IClassFixture<ExampleFolder>
{
    public static TheoryData<string> Commands => HelpTests.Commands;

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Examples_OfEveryCommand_Succeed(string command)
    {
        var examples = await Examples(command);
        string[] notRun = [.. examples.Where(IsNotRun)];
        foreach (var example in examples.Except(notRun))
            await Run(example);
        Assert.SkipUnless(notRun.Length == 0,
            $"{examples.Length - notRun.Length} of {examples.Length} examples were run. The rest need "
            + $"another program, a PostgreSQL server or minutes: {string.Join("; ", notRun)}");
    }

    private static bool IsNotRun(string example) =>
        !example.StartsWith("unseen ", StringComparison.Ordinal) || example.Contains("postgresql://")
            || example.EndsWith(" --all-pairs", StringComparison.Ordinal); // DemoPairsTests trains one pair

    private static async Task<string[]> Examples(string command)
    {
        var help = (await CommandRun.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]))
            .Output;
        var section = help.Split("Examples:\n")[1].Split("\n\n")[0];
        string[] examples = [.. section.Split('\n').Select(line => line.Trim())];
        Assert.NotEmpty(examples);
        return examples;
    }

    private async Task Run(string example)
    {
        string[] words = [.. Words(example.Split(" > ")[0]).Skip(1)];
        if (words is ["init", var project, "--backbone" or "--classes", ..] && Directory.Exists(Path.Combine(folder.FullPath, project)))
            Directory.Delete(Path.Combine(folder.FullPath, project), recursive: true);
        if (words is (["describe", "birds", ..] or ["init", "birds", "--attributes-prompt" or "--attributes", ..])
            && !Directory.Exists(Path.Combine(folder.FullPath, "birds")))
            await Run("unseen init birds --classes \"heron, stork, crane\" --domain animals");
        if (words is ["zero-shot", .., "--save", var saved] && Directory.Exists(Path.Combine(folder.FullPath, saved)))
            Directory.Delete(Path.Combine(folder.FullPath, saved), recursive: true);
        if (words is ["train", "--resume", ..])
            await folder.Interrupt();
        if (words is ["train", "animals", ..])
            folder.WriteAnimals();
        if (words is ["teach", .., "--labels", _])
            folder.LabelReview();
        if (words is ["add-class" or "remove-class" or "rename-class", ..])
            folder.RestoreClasses(withOkapi: words[0] == "remove-class");
        using var server = words is ["data", "download", ..] ? new StubServer((_, _, stream) => StubServer.WriteAsync(
            stream, "200 OK", $"Content-Length: {Archive.Length}\r\n", Archive)) : null;
        words = [.. words, .. AddedOptions(words, server)];
        using var process = UnseenProcess.StartWith(folder.Slurm, folder.FullPath, words);
        var isServing = words[0] is "serve" or "describe";
        if (isServing)
            await process.WaitForOutput("Ctrl-C ends it.");

        var run = await process.End(isServing ? 15 : 0);

        Assert.True(run.ExitCode == ExitCode.Done, $"{example}: exit code {run.ExitCode}: {run.Error}");
    }

    /// <summary>Splits a line into words, and replaces placeholders by names in the folder.</summary>
    private IEnumerable<string> Words(string line) => CommandRun.GetWords(line)
        .Select(word => word switch
        {
            "RUN" => "runs/awa2",
            "runs/flo-*" => "runs/flo-centre-prototype-zla",
            "3fa9c1d2" => folder.RunIds[0],
            "b01f" => folder.RunIds[1],
            "8080" => "0",
            "class 7" => "class g",
            "0.2,0.9,0,1" => "0.2,0.9,0,1,0.5",
            "/mnt/data/AwA2" => "data/AwA2",
            _ => word,
        });

    private static string[] AddedOptions(string[] words, StubServer? server) => words switch
    {
        ["data", "download", ..] => ["--mirror", server!.Address],
        ["train", "--resume", ..] => [],
        ["train", "animals", ..] => ["--backbone", "mobilenet_v2.onnx"],
        ["train", .. var rest] when rest.Contains("wgan") || rest.Contains("cub-wgan-zlap") =>
            [.. Quick(words), "--epochs", "1", "--hidden", "8", "--overwrite"],
        ["train", ..] => [.. Quick(words), "--overwrite"],
        ["compare", .. var rest] when rest.Contains("centre,wgan") =>
            [.. Quick(words), "--epochs", "1", "--hidden", "8"],
        ["compare", ..] => Quick(words),
        ["reproduce", ..] =>
            [
                "--seeds", "1", "--epochs", "1", "--hidden", "8", "--classifier-epochs", "1", "--own-pseudo", "2",
                "--pseudo-counts", "1",
            ],
        ["demo", ..] => ["--epochs", "1"],
        ["adapt", ..] => ["--force"],
        ["features", "extract", ..] => ["--overwrite"],
        ["serve" or "describe", .. var rest] when !rest.Contains("--port") => ["--port", "0"],
        _ => [],
    };

    private static string[] Quick(string[] words) =>
        words.Contains("--sigma") ? ExampleFolder.Short[..^2] : ExampleFolder.Short;

    private static byte[] Archive { get; } = ZipBytes.Create(
        ("xlsa17/data/APY/res101.mat", [.. "no data"u8]), ("xlsa17/data/APY/att_splits.mat", [.. "no data"u8]));
}
