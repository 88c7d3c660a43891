using SkiaSharp;
using Unseen.Images.Tests;

namespace Unseen.Cli.Tests.Photographs;

/// <summary>
/// A project of photographs, and a run that was trained on it. Each photograph has a single colour near the colour of
/// its class. One more file is not an image. The descriptors are the shares of red, green and blue. Yellow and cyan are
/// unseen: their photographs are for testing only.
/// </summary>
public sealed class ColourProject : IAsyncLifetime
{
    private static readonly (string Name, bool Seen, float[] Shares)[] _classes =
    [
        ("red", true, [1, 0, 0]), ("green", true, [0, 1, 0]), ("blue", true, [0, 0, 1]), ("white", true, [1, 1, 1]),
            ("magenta", true, [1, 0, 1]),
        ("rose", true, [1, 0, 0.5f]), ("lime", true, [0.5f, 1, 0]), ("sky", true, [0, 0.5f, 1]),
            ("yellow", false, [1, 1, 0]), ("cyan", false, [0, 1, 1]),
    ];

    private readonly TemporaryFolder _folder = new();

    public string Root => _folder.FullPath;

    public string Project => _folder["colours"];

    public string Run => _folder["runs/first"];

    public string Backbone => Path.Combine(Project, "tiny.onnx");

    internal CommandRun Outcome { get; private set; } = new(-1, "", "");

    internal string[] TrainArguments =>
        ["train", Project, "--classifier-epochs", "60", "--classifier-hidden", "64", "--classifier-batch", "32",
        "--threads", "1", "--cache", _folder["cache"]];

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Project);
        TinyBackbone.Write(Backbone, weights: TinyBackbone.Copies);
        File.WriteAllText(Path.ChangeExtension(Backbone, ".json"),
            """{ "resize": 10, "crop": 8, "mean": [0, 0, 0], "std": [255, 255, 255] }""");
        File.WriteAllText(Path.Combine(Project, "unseen.json"),
            """{ "backbone": "tiny.onnx", /* of any training */ "config": { "sigma": 30 } }""");
        File.WriteAllLines(
            Path.Combine(Project, "classes.csv"),
            ["class,role,redness,greenness,blueness",
                .. _classes.Select(one => FormattableString.Invariant(
                $"{one.Name},{(one.Seen ? "seen" : "unseen")},{one.Shares[0]},{one.Shares[1]},{one.Shares[2]}"))]);
        var random = new Random(1);
        foreach (var (name, _, shares) in _classes)
            for (var i = 0; i < 12; i++)
                Write(Path.Combine(Project, "images", name, $"{i}.png"), shares, random);
        await File.WriteAllTextAsync(Path.Combine(Project, "images", "red", "broken.jpg"), "no picture");
        Outcome = await CommandRun.Until(CancellationToken.None, [.. TrainArguments, "--out", Run, "--seeds", "2"]);
    }

    /// <summary>Writes a photograph of one colour, with about the given shares of red, green and blue.</summary>
    internal static void Write(string path, float[] shares, Random random)
    {
        byte Channel(float share) => (byte)Math.Clamp(20 + (share * 215) + random.Next(-15, 16), 0, 255);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Pictures.Solid(
            30, 24, new SKColor(Channel(shares[0]), Channel(shares[1]), Channel(shares[2]))));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
