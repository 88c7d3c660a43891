using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Photographs;
using Unseen.Web;

namespace Unseen.Cli.Commands.Service;

/// <summary><c>unseen serve</c>: serves models over HTTP. Loads libtorch only to adapt or teach a model.</summary>
internal static class ServeCommand
{
    private static readonly ServiceOptions _defaults = new() { Models = [] };
    public static Flag Port { get; } =
        new("--port", OptionKind.Whole, "N", "Port [default: 5080; 0 takes a free one].");
    public static Flag Host { get; } =
        new("--host", OptionKind.Text, "NAME", "Address to listen on [default: 127.0.0.1, this machine alone].");
    private static readonly Flag _certificate =
        new("--certificate", OptionKind.Text, "FILE", "Certificate for HTTPS, PEM or PKCS #12 [default: HTTP].");
    private static readonly Flag _certificateKey =
        new("--certificate-key", OptionKind.Text, "FILE",
        "Private key of the certificate [default: in the same file].");
    private static readonly Flag _keys =
        new("--api-key-file", OptionKind.Text, "FILE",
        "File of keys, as unseen key makes it. Only keys with --allow change may change models [default: nobody].");
    private static readonly Flag _requireKey =
        new("--require-key", OptionKind.Switch, "", "Require a key for predictions, too.");
    private static readonly Flag _rate =
        new("--rate", OptionKind.Whole, "N",
        "Average requests per minute to /v1, for each key; without keys, for each address [default: no limit].");
    private static readonly Flag _hosts =
        new("--allowed-hosts", OptionKind.Text, "NAMES",
        "Host names that requests may address, separated by commas, or * for any [default: localhost and --host if "
        + "only this machine can reach the service and --trust-proxy is not set, otherwise any].");
    private static readonly Flag _cors =
        new("--cors", OptionKind.Text, "ORIGINS",
        "Origins whose pages may call the service, separated by commas [default: none].");
    private static readonly Flag _pathBase =
        new("--path-base", OptionKind.Text, "PATH", "Prefix of all paths, such as /unseen [default: none].");
    private static readonly Flag _proxies =
        new("--trust-proxy", OptionKind.Text, "ADDRESSES",
        "Proxies whose X-Forwarded-* headers are trusted: addresses or networks, separated by commas [default: "
        + "none].");
    private static readonly Flag _logLevel =
        Flag.Choice("--log-level", "Lowest level logged [default: information].",
        [.. Enum.GetNames<LogLevel>().Select(name => name.ToLowerInvariant())]);
    private static readonly Flag _logJson =
        new("--log-json", OptionKind.Switch, "", "Log one JSON object per line.");
    private static readonly Flag _runs =
        new("--runs", OptionKind.Text, "DIR",
        "Folder whose runs the page shows [default: the one with the first model's run, if the model is a run].");
    private static readonly Flag _describe =
        new("--describe", OptionKind.Text, "PROJECT",
        "Add a page for describing the classes of this project, for users whose key has --allow change.");
    private static readonly Flag _body =
        new("--max-body", OptionKind.Number, "MIB", "Maximum size of a request in MiB [default: 20].");
    private static readonly Flag _pixels =
        new("--max-pixels", OptionKind.Number, "MILLIONS",
        "Maximum size of an image in millions of pixels [default: 50].");
    private static readonly Flag _batch =
        new("--max-batch", OptionKind.Whole, "N",
        $"Maximum number of images or features in a request [default: {_defaults.MaxBatch}].");
    private static readonly Flag _concurrent =
        new("--max-concurrent", OptionKind.Whole, "N", "Prediction requests computed at once [default: one per core].");
    private static readonly Flag _queue =
        new("--max-queue", OptionKind.Whole, "N",
        "Prediction requests that can arrive or wait while others are computed; more get status 429 [default: "
        + $"{_defaults.MaxQueued}].");
    private static readonly Flag _timeout =
        new("--timeout", OptionKind.Number, "SECONDS", "Maximum time of a request [default: 30].");

    public static Command Create(Terminal terminal)
    {
        var models = new Argument<string[]>("MODEL")
        {
            Description = "Folders of runs or model files, each optionally as NAME=PATH. The first is the default.",
            Arity = ArgumentArity.OneOrMore
        };
        var command = new DocumentedCommand("serve", "Serve models over HTTP, with a page to try them on.")
        {
            Examples =
            [
                "unseen serve runs/flowers",
                "unseen serve flowers=runs/a birds=runs/b --port 8080 --api-key-file keys.txt",
                "curl -F file=@photo.jpg http://127.0.0.1:5080/v1/predict",
            ],
            Notes =
            [
                "/ is the page, and /openapi/v1.json describes the interface. /health/live,",
                "/health/ready and /metrics are for monitoring. Models, keys and certificates are",
                "reloaded when their files change. After Ctrl-C or SIGTERM, requests in progress",
                "have 10 seconds to finish. docs/service.md describes how to run it for others.",
            ],
        };
        command.Add(models);
        var flags = new FlagSet(command, [
            .. Flag.Under("Address", Port, Host, _certificate, _certificateKey, _pathBase),
            .. Flag.Under("Who may use it", _keys, _requireKey, _hosts, _cors, _proxies),
            .. Flag.Under("Limits", _rate, _body, _pixels, _batch, _concurrent, _queue, _timeout),
            .. Flag.Under("Page and log", _runs, _describe, _logLevel, _logJson)]);
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(models), flags.Read(parsed), terminal));
        return command;
    }

    private static async Task<int> RunAsync(string[] models, FlagValues values, Terminal terminal)
    {
        var options = Read(models, values);
        await using var service = await UnseenService.StartAsync(options, terminal.Cancellation);
        terminal.StopsWhenCancelled = true;
        Announce(service, options, terminal);
        return await WaitAsync(service, terminal);
    }

    /// <summary>Serves until the command is ended.</summary>
    public static async Task<int> WaitAsync(WebApplication service, Terminal terminal)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, terminal.Cancellation);
        }
        catch (OperationCanceledException)
        {
            terminal.Output.WriteLine("Stopping: completing the requests in progress.");
        }

        await service.StopAsync(CancellationToken.None);
        return ExitCode.Done;
    }

    private static void Announce(WebApplication service, ServiceOptions options, Terminal terminal)
    {
        foreach (var model in options.Models)
            terminal.Output.WriteLine($"{model.Name}: {model.Path}");
        terminal.Output.WriteLine(options.KeyFile is null ? "Classes cannot be changed (no --api-key-file)."
            : options.RequireKey ? "Predictions and changes need a key." : "Classes can be changed with a key.");
        terminal.Output.WriteLine($"Listening on {string.Join(", ", service.Urls)}; Ctrl-C ends it.");
        terminal.Output.Flush();
    }

    private static ServiceOptions Read(string[] models, FlagValues values)
    {
        ModelSource[] sources = [.. models.Select(ModelSource.Parse)];
        var options = new ServiceOptions
        {
            Models = sources,
            Host = values.Text(Host) ?? _defaults.Host,
            Port = Whole(values, Port, _defaults.Port, IPEndPoint.MinPort, IPEndPoint.MaxPort),
            Certificate = values.Text(_certificate),
            CertificateKey = values.Text(_certificateKey),
            KeyFile = values.Text(_keys),
            RequireKey = values.IsOn(_requireKey),
            RequestsPerMinute = values.Text(_rate) is null ? null : Whole(values, _rate, 1, 1, 1_000_000),
            AllowedHosts = List(values, _hosts),
            AllowedOrigins = List(values, _cors),
            PathBase = values.Text(_pathBase),
            TrustedProxies = List(values, _proxies),
            LogLevel = values.Text(_logLevel) is not { } level ? null
                : Enum.TryParse<LogLevel>(level, ignoreCase: true, out var lowest) && Enum.IsDefined(lowest) ? lowest
                : throw new UsageException(
                    $"--log-level must be one of {string.Join(", ", _logLevel.Choices)}, but was '{level}'."),
            LogAsJson = values.IsOn(_logJson),
            RunsFolder = values.Text(_runs) ?? FindRuns(sources[0].Path),
            Project = values.Text(_describe) is { } project ? PhotoProject.OpenUnfinished(project) : null,
            MaxBodyBytes = (long)(Number(values, _body, 20) * (1 << 20)),
            MaxPixels = (long)(Number(values, _pixels, 50) * 1e6),
            MaxBatch = Whole(values, _batch, _defaults.MaxBatch, 1, 100_000),
            MaxConcurrent = Whole(values, _concurrent, _defaults.MaxConcurrent, 1, 4096),
            MaxQueued = Whole(values, _queue, _defaults.MaxQueued, 0, 1_000_000),
            Timeout = TimeSpan.FromSeconds(Number(values, _timeout, 30)),
        };
        return options.Validate() is [var problem, ..] ? throw new UsageException(problem) : options;
    }

    /// <summary>Gets the parent of a run's folder. Null if the model is not a folder, or if the parent is the root of a
    /// file system, as for /model in a container image.</summary>
    public static string? FindRuns(string model) => Directory.Exists(model)
        && Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model))) is { } folder
        && folder != Path.GetPathRoot(folder) ? folder : null;

    private static string[] List(FlagValues values, Flag flag) =>
        values.Text(flag)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    public static int Whole(FlagValues values, Flag flag, int usual, int minimum, int maximum) =>
        values.Text(flag) is { } text ? OptionText.ToWhole(text, values.GetName(flag), minimum, maximum) : usual;

    private static double Number(FlagValues values, Flag flag, double usual)
    {
        var value = values.Text(flag) is { } text ? OptionText.ToNumber(text, values.GetName(flag)) : usual;
        return value is > 0 and <= 1e6 ? value
            : throw new UsageException(
            $"{values.GetName(flag)} must be greater than 0 and at most 1000000, but was {value}.");
    }
}
