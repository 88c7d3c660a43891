using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Data.Downloads;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Training.Progress;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen data download</c>: downloads a public archive and extracts its datasets.</summary>
internal static class DownloadCommand
{
    private static readonly Flag _out =
        new("--out", OptionKind.Text, "DIR", "Folder for the datasets [default: data].");

    private static readonly Flag _mirror =
        new("--mirror", OptionKind.Text, "URL", "Address to download the archive from [default: the publisher's].");

    public static Command Create(Terminal terminal)
    {
        var archive = new Argument<string>("ARCHIVE")
        {
            Description = string.Join("; ", DatasetArchive.All.Select(one => $"{one.Name}: {one.Description}")) + "."
        };
        var command = new DocumentedCommand("download",
            "Download a public benchmark archive and extract its datasets.")
        {
            Examples = ["unseen data download xlsa17", "unseen data download cub-sent --out data",
                "unseen train --config cub-wgan-zlap --data data/CUB"],
            Notes =
            [
                "Run the command again to continue an interrupted download. An archive that is",
                "already in the folder is not downloaded again.",
            ],
        };
        command.Add(archive);
        var flags = new FlagSet(command, _out, _mirror, CommonFlags.Json, CommonFlags.Quiet);
        command.SetAction((parsed, _) =>
            RunAsync(parsed.GetRequiredValue(archive), flags.Read(parsed), terminal));
        return command;
    }

    private static async Task<int> RunAsync(string name, FlagValues values, Terminal terminal)
    {
        terminal.StopsWhenCancelled = true;
        var names = DatasetArchive.All.Select(archive => archive.Name).ToArray();
        var archive = DatasetArchive.All.FirstOrDefault(archive => archive.Name == name)
            ?? throw new UsageException(
                $"ARCHIVE must be one of {string.Join(", ", names)}, but was "
                + $"'{name}'.{NearestName.Question(name, names)}");
        var address = GetAddress(archive, values);
        var folder = values.Text(_out) ?? "data";
        var screen = terminal.ForPeople(values.IsOn(CommonFlags.Json));
        var file = Path.Combine(folder, $"{archive.Name}.zip");
        if (File.Exists(file))
            screen.Line($"{file} already exists and was not downloaded again.");
        else
            Fetch(new ArchiveDownload(address, file, new DownloadOptions()), address,
                new ProgressView(screen, terminal.Clock, values.IsOn(CommonFlags.Quiet)), terminal.Cancellation);

        var checksum = await ChecksumAsync(file, terminal.Cancellation);
        screen.Line($"{file}: {Words.Megabytes(new FileInfo(file).Length)}, SHA-256 {checksum}");
        var extracted = ArchiveExtraction.Extract(file, folder, cancellation: terminal.Cancellation);
        var datasets = extracted.GroupBy(entry => entry.File.Split('/')[0])
            .OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
        foreach (var dataset in datasets)
            screen.Line($"{Path.Combine(folder, dataset.Key),-16}  "
                + $"{Words.Megabytes(dataset.Sum(entry => entry.Bytes)),10}  "
                + $"{string.Join(", ", dataset.Select(entry => Path.GetFileName(entry.File)))}");
        screen.Line();
        var first = Words.Quoted(Path.Combine(folder, datasets[0].Key));
        screen.Line($"Next  unseen data inspect {first}");
        screen.Line($"      unseen train --data {first}");
        if (values.IsOn(CommonFlags.Json))
            terminal.Output.WriteLine(JsonText.OneLine(new JsonObject
            {
                ["archive"] = Path.GetFullPath(file),
                ["bytes"] = new FileInfo(file).Length,
                ["sha256"] = checksum,
                ["files"] = JsonText.ToNode(extracted.Select(entry => entry.File)),
            }));
        return ExitCode.Done;
    }

    private static Uri GetAddress(DatasetArchive archive, FlagValues values)
    {
        if (values.Text(_mirror) is not { } text)
            return archive.Address;
        return Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new UsageException($"{_mirror.Name} must be an http or https address, but was '{text}'.");
    }

    private static void Fetch(
        ArchiveDownload download, Uri address, ProgressView view, CancellationToken cancellation) =>
        view.Run(show =>
        {
            var progress = new Relay<DownloadProgress>(progress =>
            {
                var (done, speed) = (progress.Bytes, progress.BytesPerSecond);
                TimeSpan? left = progress.Total is > 0 and var total && speed > 0
                    ? TimeSpan.FromSeconds((total - done) / speed) : null;
                show(left is null ? 0 : (double)done / progress.Total!.Value, left,
                    $"{Words.Megabytes(done)}, {Words.Megabytes((long)speed)}/s  {address.Host}");
            });
            download.FetchAsync(progress, cancellation).GetAwaiter().GetResult(); // the bar stays until this returns
            return true;
        });

    private static async Task<string> ChecksumAsync(string file, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
    }
}
