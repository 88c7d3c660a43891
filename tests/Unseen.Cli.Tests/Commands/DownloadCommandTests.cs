using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Unseen.Runs;
using Unseen.TestSupport;

namespace Unseen.Cli.Tests.Commands;

public sealed class DownloadCommandTests
{
    [Fact]
    public async Task Download_FromAMirror_ReportsSizeAndChecksumAndExtracts()
    {
        using var folder = new TemporaryFolder();
        var zip = ZipBytes.Create(
            ("xlsa17/data/CUB/res101.mat", [.. "features"u8]), ("xlsa17/data/CUB/att_splits.mat", [.. "splits"u8]));
        using var server = new StubServer((_, _, stream) =>
            StubServer.WriteAsync(stream, "200 OK", $"Content-Length: {zip.Length}\r\n", zip));
        var run = await CommandRun.Run(
            "data", "download", "xlsa17", "--out", folder["data"], "--mirror", server.Address, "--json", "--quiet");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var json = JsonNode.Parse(run.LastLine)!;
        Assert.Equal((zip.Length, Convert.ToHexStringLower(SHA256.HashData(zip))),
            ((int)json["bytes"]!, (string)json["sha256"]!));
        Assert.Equal("features", File.ReadAllText(folder["data/CUB/res101.mat"]));
        Assert.Contains("unseen train --data", run.Error);

        var again = await CommandRun.Run(
            "data", "download", "xlsa17", "--out", folder["data"], "--mirror", "http://127.0.0.1:1/none.zip");
        Assert.Equal(ExitCode.Done, again.ExitCode);
        Assert.Contains("already exists and was not downloaded again", again.Output);
    }

    [Fact]
    public async Task Download_TruncatedArchive_FailsWithOneLineAndExtractsNothing()
    {
        using var folder = new TemporaryFolder();
        var zip = ZipBytes.Create(("xlsa17/data/CUB/res101.mat", [.. "features"u8]))[..50];
        using var server = new StubServer((_, _, stream) =>
            StubServer.WriteAsync(stream, "200 OK", $"Content-Length: {zip.Length}\r\n", zip));
        var run = await CommandRun.Run(
            "data", "download", "xlsa17", "--out", folder["data"], "--mirror", server.Address, "--quiet");
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("the archive is damaged, or is not a zip file",
            Assert.Single(run.Error.TrimEnd('\n').Split('\n')));
        Assert.False(Directory.Exists(folder["data/CUB"]));
    }

    [Theory]
    [InlineData("data download xlsa71",
        "ARCHIVE must be one of xlsa17, cub-sent, but was 'xlsa71'. Did you mean xlsa17?")]
    [InlineData("data download xlsa17 --mirror file:///etc/passwd", "--mirror must be an http or https address")]
    public async Task Download_WrongArguments_NamesTheAllowedValues(string line, string message)
    {
        var run = await CommandRun.Run(line.Split(' '));
        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains(message, run.Error);
    }
}
