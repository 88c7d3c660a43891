using System.Text;
using Microsoft.Extensions.Logging;
using Unseen.Web.Hosting;

namespace Unseen.Web.Tests.Hosting;

/// <summary>Tests the log on standard output, which the whole process shares.</summary>
[Collection(nameof(Alone))]
public sealed class RequestLogTests : IDisposable
{
    private readonly ColourRun _run = new();

    [Fact]
    public async Task Log_Requests_HasTheirDetailsAndNoSecret()
    {
        var lines = await LogAsync(options => options with { LogAsJson = true });

        var prediction = lines.Select(ColourRun.Parse)
            .Single(line => line.GetProperty("State").TryGetProperty("Path", out var path)
                && path.GetString() == "/v1/predict");
        var state = prediction.GetProperty("State");
        Assert.Equal(("Information", "POST", 422, "anna", "127.0.0.1"), (prediction.GetProperty("LogLevel").GetString(),
            state.GetProperty("Method").GetString(), state.GetProperty("Status").GetInt32(),
            state.GetProperty("Key").GetString(), state.GetProperty("Address").GetString()));
        Assert.True(state.GetProperty("Milliseconds").GetDouble() > 0);
        Assert.StartsWith("00-0123456789abcdef0123456789abcdef-", state.GetProperty("Trace").GetString(),
            StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains(RunningService.Key, StringComparison.Ordinal)
            || line.Contains("secret", StringComparison.Ordinal) || line.Contains("/health", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(nameof(KeyAuthentication), StringComparison.Ordinal));
        // A line break in a path does not begin another line.
        Assert.Single(lines, line => line.Contains("/a%0Ab", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LogLevel.Warning, null, 0)]
    [InlineData(null, "Warning", 0)]
    [InlineData(null, "None", 0)]
    [InlineData(LogLevel.Information, "Warning", 2)]
    [InlineData(LogLevel.Debug, null, 3)]
    [InlineData(null, null, 2)]
    public async Task Log_Level_IsSetByTheOptionOrTheEnvironment(LogLevel? option, string? variable, int requests)
    {
        Environment.SetEnvironmentVariable("Logging__LogLevel__Default", variable);
        try
        {
            var lines = await LogAsync(options => options with { LogLevel = option });

            Assert.Equal(requests, lines.Count(line => line.Contains(" ms, key ", StringComparison.Ordinal)));
        }
        finally
        {
            Environment.SetEnvironmentVariable("Logging__LogLevel__Default", null);
        }
    }

    public void Dispose() => _run.Dispose();

    /// <summary>Runs a service, and sends it three requests.</summary>
    /// <returns>the lines on standard output</returns>
    private async Task<string[]> LogAsync(Func<ServiceOptions, ServiceOptions> change)
    {
        var (before, output) = (Console.Out, new StringWriter());
        Console.SetOut(TextWriter.Synchronized(output));
        try
        {
            await using var service = await RunningService.StartAsync(_run, change);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/predict?top=1&note=secret")
            {
                Content = new ByteArrayContent(Encoding.ASCII.GetBytes("secret")),
            };
            request.Content.Headers.ContentType = new("image/png");
            request.Headers.Add("X-Api-Key", RunningService.Key);
            request.Headers.Add("traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01");
            using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
            await service.SendAsync(HttpMethod.Get, "/a%0Ab");
            await service.SendAsync(HttpMethod.Get, "/health");
        }
        finally
        {
            Console.SetOut(before); // the service is disposed, so it has written all its lines
        }

        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
