using System.Net.Http.Headers;
using System.Text;
using Unseen.Web.Hosting;

namespace Unseen.Web.Tests.Hosting;

public sealed class KeyTests : IDisposable
{
    private const string Features = """{"features":[0,1,0,0,1,0]}""";
    private readonly ColourRun _run = new();

    private string KeyPath => Path.Combine(_run.Root, "keys.txt");

    [Theory]
    [InlineData("POST", "/v1/predict")]
    [InlineData("GET", "/v1/models")]
    [InlineData("GET", "/v1/classes")]
    [InlineData("GET", "/v1/card")]
    [InlineData("GET", "/v1/runs")]
    [InlineData("GET", "/v1/thumbnails/colours/0")]
    public async Task Serve_KeysAreRequired_RequiresAKeyAtEveryApiEndpoint(string method, string path)
    {
        await using var service = await RunningService.StartAsync(
            _run, options => options with { RequireKey = true });

        using var without = await AskAsync(service, method, path);
        using var wrong = await AskAsync(service, method, path, bearer: "another");
        using var asHeader = await AskAsync(service, method, path, header: RunningService.PredictKey);
        using var asBearer = await AskAsync(service, method, path, bearer: RunningService.PredictKey);

        Assert.Equal((401, 401, 200, 200), ((int)without.StatusCode, (int)wrong.StatusCode,
            (int)asHeader.StatusCode, (int)asBearer.StatusCode));
        Assert.Equal("Bearer realm=\"unseen\"", without.Headers.WwwAuthenticate.ToString());
        Assert.Equal("Bearer realm=\"unseen\", error=\"invalid_token\"", wrong.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", without.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    public async Task Serve_KeysAreRequired_RequiresNoKeyForPagesAndMonitoring(string path)
    {
        await using var service = await RunningService.StartAsync(
            _run, options => options with { RequireKey = true });

        Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, path)).Status);
    }

    [Fact]
    public async Task Change_WithAKeyForPredictions_IsForbidden()
    {
        await using var service = await RunningService.StartAsync(_run);

        var (status, body) = await service.SendAsync(
            HttpMethod.Delete, "/v1/classes/red", key: RunningService.PredictKey);

        Assert.Equal(403, status);
        Assert.Contains("This key allows predictions, but no changes.", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_KeyFileChanges_ReadsTheFileAgain()
    {
        await using var service = await RunningService.StartAsync(
            _run, options => options with { RequireKey = true });
        Assert.Equal(200, await StatusAsync(service, RunningService.PredictKey));

        var fresh = KeyFile.Add(KeyPath, "carl", KeyUse.Predict);
        Touch(1);
        Assert.Equal((200, 200), (await StatusAsync(service, RunningService.PredictKey),
            await StatusAsync(service, fresh)));

        File.WriteAllText(KeyPath, "no key");
        Touch(2);
        Assert.Equal(200, await StatusAsync(service, fresh)); // an invalid file revokes no key

        File.WriteAllText(KeyPath, "");
        Touch(3);
        Assert.Equal((401, 401), (await StatusAsync(service, RunningService.PredictKey),
            await StatusAsync(service, fresh)));
    }

    [Fact]
    public async Task Serve_WithARate_LimitsEachKeyAndEachAddressSeparately()
    {
        await using var service = await RunningService.StartAsync(
            _run, options => options with { RequestsPerMinute = 2 });

        int[] statuses = [await StatusAsync(service, null), await StatusAsync(service, "wrong"),
            await StatusAsync(service, RunningService.Key), await StatusAsync(service, RunningService.Key),
            await StatusAsync(service, RunningService.PredictKey)];
        using var third = await AskAsync(service, "POST", "/v1/predict", header: RunningService.Key);
        using var fourth = await AskAsync(service, "POST", "/v1/predict");

        Assert.Equal([200, 200, 200, 200, 200], statuses);
        Assert.Equal((429, 429), ((int)third.StatusCode, (int)fourth.StatusCode));
        Assert.InRange(third.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, "/health")).Status);
    }

    [Fact]
    public void Add_NewKey_WritesItsHashToAPrivateFile()
    {
        var path = Path.Combine(_run.Root, "new.txt");

        var key = KeyFile.Add(path, "anna", KeyUse.Change);
        var other = KeyFile.Add(path, "bert", KeyUse.Predict);

        Assert.Equal($"{RunningService.GetHash(key)} change anna\n{RunningService.GetHash(other)} predict bert\n",
            File.ReadAllText(path));
        Assert.Equal((32, 32), (key.Length, other.Length));
        Assert.Equal(new ServiceKey("anna", KeyUse.Change), KeyFile.Read(path).Find(key));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Throws<ServiceException>(() => KeyFile.Add(path, "anna", KeyUse.Predict));
    }

    [Fact]
    public void Add_ThroughALink_KeepsTheLinkAndTheModeOfTheFile()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no Unix file modes.");
            return;
        }

        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        var (file, link) = (Path.Combine(_run.Root, "group.txt"), Path.Combine(_run.Root, "link.txt"));
        File.WriteAllText(file, "# keys, without an end of the line");
        File.SetUnixFileMode(file, mode);
        File.CreateSymbolicLink(link, file);

        var key = KeyFile.Add(link, "anna", KeyUse.Change);

        Assert.Equal($"# keys, without an end of the line\n{RunningService.GetHash(key)} change anna\n",
            File.ReadAllText(file));
        Assert.Equal((mode, file), (File.GetUnixFileMode(file), new FileInfo(link).LinkTarget));
    }

    [Theory]
    [InlineData("a secret of someone", 1)]
    [InlineData("# one\n\nabc predict anna", 3)]
    [InlineData("HASH predict", 1)]
    [InlineData("HASH 1 anna", 1)]
    [InlineData("HASH everything anna", 1)]
    [InlineData("HASH predict,change anna", 1)]
    [InlineData("HASH predict anna\nHASH change bert", 2)]
    public async Task StartAsync_InvalidKeyFile_ThrowsWithTheLine(string text, int line)
    {
        File.WriteAllText(Path.Combine(_run.Root, "bad.txt"), text.Replace("HASH", RunningService.GetHash("x"),
            StringComparison.Ordinal));

        var exception = await Assert.ThrowsAsync<ServiceException>(() => RunningService.StartAsync(
            _run, options => options with { KeyFile = Path.Combine(_run.Root, "bad.txt") }));

        Assert.Contains($"bad.txt, line {line} ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();

    /// <summary>Moves the last write time of the key file forward. Otherwise, two changes could have the same time,
    /// because the clock of a file system may be coarse.</summary>
    private void Touch(int minutes) => File.SetLastWriteTimeUtc(KeyPath, DateTime.UtcNow.AddMinutes(minutes));

    private static async Task<int> StatusAsync(RunningService service, string? key)
    {
        using var response = await AskAsync(service, "POST", "/v1/predict", header: key);
        return (int)response.StatusCode;
    }

    private static async Task<HttpResponseMessage> AskAsync(
        RunningService service, string method, string path, string? header = null, string? bearer = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
            request.Content = new StringContent(Features, Encoding.UTF8, "application/json");
        if (header is not null)
            request.Headers.Add("X-Api-Key", header);
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
