using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Web;

namespace Unseen.Cli.Commands.Service;

/// <summary><c>unseen serve</c>: serves models over HTTP, with a page to try them. Does not use libtorch.</summary>
internal static class ServeCommand
{
    private static readonly ServiceOptions _defaults = new() { Models = [] };
    private static readonly Flag _port =
        new("--port", OptionKind.Whole, "N", "Port [default: 5080; 0 takes a free one].");
    private static readonly Flag _host =
        new("--host", OptionKind.Text, "NAME", "Address to listen on [default: 127.0.0.1, this machine alone].");
    private static readonly Flag _certificate =
        new("--certificate", OptionKind.Text, "FILE", "Certificate for HTTPS, PEM or PKCS #12 [default: HTTP].");
    private static readonly Flag _certificateKey =
        new("--certificate-key", OptionKind.Text, "FILE", "Its private key [default: in the same file].");
    private static readonly Flag _keys =
        new("--api-key-file", OptionKind.Text, "FILE",
        "Keys that unseen key made; those for changes may change classes [default: nobody may].");
    private static readonly Flag _requireKey =
        new("--require-key", OptionKind.Switch, "", "Predictions need a key, too.");
    private static readonly Flag _rate =
        new("--rate", OptionKind.Whole, "N",
        "Requests a minute of each key, or of each address without one [default: no limit].");
    private static readonly Flag _hosts =
        new("--allowed-hosts", OptionKind.Text, "NAMES",
        "Names that requests may address, with commas; * for any [default: of this machine, if --host is].");
    private static readonly Flag _cors =
        new("--cors", OptionKind.Text, "ORIGINS",
        "Origins whose pages may call the service, with commas [default: none].");
    private static readonly Flag _pathBase =
        new("--path-base", OptionKind.Text, "PATH", "Path before all others, such as /unseen [default: none].");
    private static readonly Flag _proxies =
        new("--trust-proxy", OptionKind.Text, "ADDRESSES",
        "Proxies whose X-Forwarded-* headers are believed: addresses or networks, with commas [default: none].");
    private static readonly Flag _logLevel =
        Flag.Choice("--log-level", "Lowest level logged [default: information].",
        [.. Enum.GetNames<LogLevel>().Select(name => name.ToLowerInvariant())]);
    private static readonly Flag _logJson =
        new("--log-json", OptionKind.Switch, "", "Log one JSON object a line.");
    private static readonly Flag _runs =
        new("--runs", OptionKind.Text, "DIR",
        "Folder whose runs the page shows [default: the one that the first model's run lies in].");
    private static readonly Flag _body = new("--max-body", OptionKind.Number, "MB", "Size of a request [default: 20].");
    private static readonly Flag _pixels =
        new("--max-pixels", OptionKind.Number, "MILLIONS", "Pixels of an image [default: 50].");
    private static readonly Flag _batch =
        new("--max-batch", OptionKind.Whole, "N", $"Images or features of a request [default: {_defaults.MaxBatch}].");
    private static readonly Flag _concurrent =
        new("--max-concurrent", OptionKind.Whole, "N", "Predictions computed at once [default: one a core].");
    private static readonly Flag _queue =
        new("--max-queue", OptionKind.Whole, "N",
        $"Predictions that wait before others get 429 [default: {_defaults.MaxQueued}].");
    private static readonly Flag _timeout =
        new("--timeout", OptionKind.Number, "SECONDS", "Time of a request [default: 30].");

    public static Command Create(Terminal terminal)
    {
        var models = new Argument<string[]>("MODEL")
        {
            Description =
            "Folders of runs or model files, each perhaps as NAME=PATH; the first is the default.",
            Arity = ArgumentArity.OneOrMore
        };
        var command = new DocumentedCommand("serve", "Serve models over HTTP, with a page to try them on.")
        {
            EndsInOrder = true,
            Examples =
            [
                "unseen serve runs/flowers",
                "unseen serve flowers=runs/a birds=runs/b --port 8080 --api-key-file keys.txt",
                "curl -F file=@photo.jpg http://127.0.0.1:5080/v1/predict",
            ],
            Notes =
            [
                "/ is the page, /openapi/v1.json describes the interface, /health/live,",
                "/health/ready and /metrics are for monitoring. Files of models, keys and",
                "certificates are read again when they change. Ctrl-C or SIGTERM lets requests",
                "under way end. docs/service.md is about running it for others.",
            ],
        };
        command.Add(models);
        var flags = new FlagSet(command, _port, _host, _certificate, _certificateKey, _keys, _requireKey, _rate,
            _hosts, _cors, _pathBase, _proxies, _runs, _body, _pixels, _batch, _concurrent, _queue, _timeout, _logLevel,
            _logJson);
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(models), flags.Read(parsed), terminal));
        return command;
    }

    private static async Task<int> RunAsync(string[] models, FlagValues values, Terminal terminal)
    {
        var options = Read(models, values);
        await using var service = await UnseenService.StartAsync(options, terminal.Cancellation);
        Announce(service, options, terminal);
        try
        {
            await Task.Delay(Timeout.Infinite, terminal.Cancellation);
        }
        catch (OperationCanceledException)
        {
            terminal.Output.WriteLine("Stopping: requests under way may end.");
        }

        await service.StopAsync(CancellationToken.None);
        return ExitCode.Done;
    }

    private static void Announce(WebApplication service, ServiceOptions options, Terminal terminal)
    {
        foreach (var model in options.Models)
            terminal.Output.WriteLine($"{model.Name}: {model.Path}");
        terminal.Output.WriteLine(options.KeyFile is null ? "Classes cannot be changed (no --api-key-file)."
            : options.RequireKey ? "All requests need a key." : "Classes can be changed with a key.");
        terminal.Output.WriteLine($"Listening on {string.Join(", ", service.Urls)}; Ctrl-C ends it.");
        terminal.Output.Flush();
    }

    private static ServiceOptions Read(string[] models, FlagValues values)
    {
        ModelSource[] sources = [.. models.Select(Source)];
        var options = new ServiceOptions
        {
            Models = sources,
            Host = values.Text(_host) ?? _defaults.Host,
            Port = Whole(values, _port, _defaults.Port, IPEndPoint.MinPort, IPEndPoint.MaxPort),
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
                    $"--log-level must be {string.Join(", ", _logLevel.Choices)}, but was '{level}'."),
            LogAsJson = values.IsOn(_logJson),
            RunsFolder = values.Text(_runs)
                ?? (Directory.Exists(sources[0].Path)
                ? Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(sources[0].Path))) : null),
            MaxBodyBytes = (long)(Number(values, _body, 20) * (1 << 20)),
            MaxPixels = (long)(Number(values, _pixels, 50) * 1e6),
            MaxBatch = Whole(values, _batch, _defaults.MaxBatch, 1, 100_000),
            MaxConcurrent = Whole(values, _concurrent, _defaults.MaxConcurrent, 1, 4096),
            MaxQueued = Whole(values, _queue, _defaults.MaxQueued, 0, 1_000_000),
            Timeout = TimeSpan.FromSeconds(Number(values, _timeout, 30)),
        };
        return options.Validate() is [var problem, ..] ? throw new UsageException(problem) : options;
    }

    private static ModelSource Source(string text)
    {
        var (name, path) = text.Split('=', 2) is [var given, var rest] && !Path.Exists(text) ? (given, rest)
            : (NameOf(text), text);
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw new UsageException(
                $"a model's name must be of letters, digits, dots, dashes and underscores, but was '{name}'. Name it: "
                + $"NAME={path}.");
        RunRecord.RequireThere(path);
        return new ModelSource(name, path);
    }

    private static string NameOf(string path)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return Directory.Exists(path) ? name : Path.GetFileNameWithoutExtension(name);
    }

    private static string[] List(FlagValues values, Flag flag) =>
        values.Text(flag)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static int Whole(FlagValues values, Flag flag, int usual, int least, int most)
    {
        var value = values.Text(flag) is { } text ? OptionText.ToWhole(text, values.NameOf(flag)) : usual;
        return value >= least && value <= most ? value
            : throw new UsageException($"{values.NameOf(flag)} must be from {least} to {most}, but was {value}.");
    }

    private static double Number(FlagValues values, Flag flag, double usual)
    {
        var value = values.Text(flag) is { } text ? OptionText.ToNumber(text, values.NameOf(flag)) : usual;
        return value is > 0 and <= 1e6 ? value
            : throw new UsageException(
            $"{values.NameOf(flag)} must be greater than 0 and at most 1000000, but was {value}.");
    }
}
