using System.Net.Http.Headers;
using System.Text;
using Unseen.TestSupport;

namespace Unseen.Web.Tests;

/// <summary>
/// Compares the messages of the service with the file messages.txt. In this file, a line that begins with "$ " is a
/// request: method, path, and optionally a content type and a body. The test sends the request with a key that allows
/// changes, or without a key if the path contains "nokey". It compares the status and the detail of the response with
/// the line that follows. To add a message, add its request to the file and run the test with
/// UNSEEN_UPDATE_SNAPSHOTS=1.
/// </summary>
public sealed class MessageTests : IAsyncLifetime
{
    private readonly ColourRun _run = new();
    private readonly MessageSnapshot _snapshot = new(Path.Combine(
        SharedData.RepositoryRoot, "tests", "Unseen.Web.Tests", "messages.txt"));

    private RunningService _service = null!;

    public async ValueTask InitializeAsync() => _service = await RunningService.StartAsync(
        _run, options => options with { MaxBatch = 3, MaxBodyBytes = 300, MaxPixels = 10_000 });

    [Fact]
    public Task Messages_OfTheService_EqualTheCommittedFile() =>
        _snapshot.CheckAsync(async request => await Answer(request) + "\n");

    [Fact]
    public void Messages_OfTheService_LeakNothingInternal() => _snapshot.CheckThatNothingInternalLeaks();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _run.Dispose();
    }

    /// <summary>Sends a request, and returns the status and the detail of its response.</summary>
    private async Task<string> Answer(string line)
    {
        var words = line.Split(' ', 4);
        HttpContent? content = null;
        if (words is [_, _, var type, .. var rest])
        {
            content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Concat(rest)));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        var (status, body) = await _service.SendAsync(
            new HttpMethod(words[0]), words[1], content, words[1].Contains("nokey", StringComparison.Ordinal)
                ? null : RunningService.Key);
        return body.Length == 0 ? $"{status}"
            : $"{status} {(ColourRun.Parse(body).TryGetProperty("detail", out var detail) ? detail
                : ColourRun.Parse(body).GetProperty("title"))}";
    }
}
