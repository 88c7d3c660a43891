namespace Unseen.Cli.Tests;

/// <summary>A run that was trained on the tiny dataset. Several tests share it.</summary>
public sealed class TrainedRun : IAsyncLifetime
{
    internal static readonly string[] Quick =
    [
        "--classifier-epochs", "3", "--classifier-hidden", "16", "--classifier-batch", "32", "--threads", "1",
    ];

    private readonly TemporaryFolder _folder = new();

    public string Data { get; private set; } = "";

    public string Run => _folder["run"];

    public string Folder => _folder.FullPath;

    internal CommandRun Outcome { get; private set; } = new(-1, "", "");

    public async ValueTask InitializeAsync()
    {
        Data = TinyDataset.Save(_folder);
        Outcome = await CommandRun.Until(
            CancellationToken.None, ["train", "--data", Data, "--out", Run, "--sigma", "10", "--seeds", "2", "--json",
                "--validate", .. Quick]);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
