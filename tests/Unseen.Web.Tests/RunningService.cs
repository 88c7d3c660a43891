using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace Unseen.Web.Tests;

/// <summary>A service on a free port of this machine.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    /// <summary>A key that allows predictions, reading and changes.</summary>
    public const string Key = "a key of more than sixteen characters";

    /// <summary>A key that allows predictions and reading, but no changes.</summary>
    public const string PredictKey = "another key, that changes nothing";

    private readonly WebApplication _app;

    private RunningService(WebApplication app, HttpMessageHandler handler) =>
        (_app, Client) = (app, new HttpClient(handler) { BaseAddress = new Uri(app.Urls.First()) });

    public HttpClient Client { get; }

    public IServiceProvider Parts => _app.Services;

    public string Address => _app.Urls.First();

    public IEnumerable<Uri> Addresses => _app.Urls.Select(url => new Uri(url));

    public static async Task<RunningService> StartAsync(
        ColourRun run, Func<ServiceOptions, ServiceOptions>? change = null, HttpMessageHandler? handler = null)
    {
        var options = new ServiceOptions
        {
            Models = [new ModelSource("colours", run.Folder)],
            Port = 0,
            KeyFile = run.Write("keys.txt", Encoding.UTF8.GetBytes(
                $"# made by hand\n{GetHash(Key)} change anna\n{GetHash(PredictKey)} predict bert\n")),
            RunsFolder = run.Root,
            ReloadInterval = TimeSpan.FromMilliseconds(20),
        };
        return new RunningService(
            await UnseenService.StartAsync(change?.Invoke(options) ?? options, TestContext.Current.CancellationToken),
            handler ?? new SocketsHttpHandler());
    }

    public static string GetHash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Sends a request.</summary>
    /// <returns>the status and the body</returns>
    public async Task<(int Status, string Body)> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<(int Status, string Body)> PostJsonAsync(string path, object body, string? key = null) =>
        SendAsync(HttpMethod.Post, path,
            new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
            key);

    public Task<(int Status, string Body)> PostImageAsync(string path, byte[] image, string type = "image/png")
    {
        var content = new ByteArrayContent(image);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return SendAsync(HttpMethod.Post, path, content);
    }

    /// <summary>Gets the name of the most probable class of the first result in an answer.</summary>
    public static string? Best(string body) =>
        ColourRun.Parse(body).GetProperty("results")[0].GetProperty("predictions")[0].GetProperty("class").GetString();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
