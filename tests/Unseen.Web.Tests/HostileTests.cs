using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using SkiaSharp;
using Unseen.Images.Tests;

namespace Unseen.Web.Tests;

/// <summary>Two thousand hostile or broken requests, written to the network as bytes.</summary>
[Collection(nameof(Alone))]
public sealed class HostileTests : IAsyncLifetime
{
    private const int Requests = 2000;
    private const int MaxBody = 300_000;
    private const long MemoryThatMayStay = 48 << 20;

    private const string Thin = "thin image";

    private readonly ColourRun _run = new(resize: 256);
    private readonly byte[] _picture = Pictures.Random(2, 120, 90);

    // A file of 160 bytes. Resized as a whole, the image would take 5 GB.
    private readonly byte[] _thin = Pictures.Solid(1, 20_000, SKColors.Red);

    private RunningService _service = null!;

    public async ValueTask InitializeAsync() =>
        _service = await RunningService.StartAsync(
        _run, options => options with
        {
            MaxBodyBytes = MaxBody,
            MaxPixels = 1_000_000,
            MaxBatch = 8,
            MaxQueued = 10_000
        });

    [Fact]
    public async Task Serve_UnderHostileRequests_RefusesThemAndKeepsItsModelAndMemory()
    {
        await SendAsync(0, 200); // loads and compiles everything before the memory is measured
        var before = Memory();
        var model = await File.ReadAllBytesAsync(_run.ModelFile, TestContext.Current.CancellationToken);

        var statuses = await SendAsync(200, 200 + Requests);

        Assert.All(statuses, answer =>
            Assert.True(answer.Kind == Thin ? answer.Status == 200
            : answer.Status is >= 400 and <= 499 || (answer.Status == 0 && answer.MayClose),
            $"{answer.Kind}: {answer.Status}"));
        Assert.Equal(200, (await _service.SendAsync(HttpMethod.Get, "/health")).Status);
        Assert.Equal("green", RunningService.Best(
            (await _service.PostJsonAsync("/v1/predict", """{"features":[0,1,0,0,1,0]}""")).Body));
        Assert.Equal(model, await File.ReadAllBytesAsync(_run.ModelFile, TestContext.Current.CancellationToken));
        Assert.InRange(Memory() - before, long.MinValue, MemoryThatMayStay);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _run.Dispose();
    }

    private static long Memory()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private async Task<(string Kind, int Status, bool MayClose)[]> SendAsync(int start, int end)
    {
        var answers = new (string, int, bool)[end - start];
        await Parallel.ForAsync(start, end, new ParallelOptions
        {
            MaxDegreeOfParallelism = 16,
            CancellationToken = TestContext.Current.CancellationToken
        }, async (i, cancellation) =>
        {
            var (kind, bytes, mayClose) = CreateRequest(i);
            answers[i - start] = (kind, await AnswerAsync(bytes, hangsUp: mayClose, cancellation), mayClose);
        });
        return answers;
    }

    /// <summary>Sends a request.</summary>
    /// <returns>the status of the answer, or 0 if the connection is closed without an answer</returns>
    private async Task<int> AnswerAsync(byte[] request, bool hangsUp, CancellationToken cancellation)
    {
        using var client = new TcpClient { NoDelay = true };
        var address = new Uri(_service.Address);
        await client.ConnectAsync(address.Host, address.Port, cancellation);
        var stream = client.GetStream();
        var received = new StringBuilder();
        try
        {
            await stream.WriteAsync(request, cancellation);
            if (hangsUp)
                client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (IOException)
        {
            // The service refused the request before all of it was sent. Its answer can be read.
        }

        try
        {
            var buffer = new byte[4096];
            for (int count; received.Length < 12 && (count = await stream.ReadAsync(buffer, cancellation)) > 0;)
                received.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // The service closed the connection before it had read all of the request.
        }

        return received.Length >= 12 ? int.Parse(received.ToString(9, 3), CultureInfo.InvariantCulture) : 0;
    }

    private (string Kind, byte[] Bytes, bool MayClose) CreateRequest(int i)
    {
        var random = new Random(i);
        byte[] RandomBytes(int count)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        }

        var nested = string.Concat(Enumerable.Repeat('[', 3000));
        return (i % 24) switch
        {
            0 => ("truncated form", Post("/v1/predict", "multipart/form-data; boundary=x",
                [.. "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a.png\"\r\n\r\n"u8, .. _picture]),
                false),
            1 => ("form without parts", Post("/v1/predict", "multipart/form-data; boundary=x", "--x--\r\n"u8), false),
            2 => ("form of too many files", Post("/v1/predict", "multipart/form-data; boundary=x", Form(9)), false),
            3 => ("bomb", Post("/v1/predict", "image/png", Pictures.PngHeader(50_000, 50_000)), false),
            4 => ("bomb that wraps around",
                Post("/v1/predict", "image/png", Pictures.PngHeader(int.MaxValue, int.MaxValue)), false),
            5 => ("bomb of a gif", Post("/v1/predict", "image/gif",
                [.. "GIF89a"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, .. RandomBytes(50)]), false),
            6 => ("truncated image", Post("/v1/predict", "image/png",
                _picture.AsSpan(0, random.Next(_picture.Length / 2))), false),
            7 => ("noise", Post("/v1/predict", "image/jpeg", RandomBytes(random.Next(5000))), false),
            8 => ("image that claims to be another",
                Post("/v1/predict", "image/webp",
                    [.. "RIFF"u8, .. RandomBytes(4), .. "WEBPVP8 "u8, .. RandomBytes(200)]), false),
            9 => ("other type", Post("/v1/predict", $"text/{random.Next()}", _picture), false),
            10 => ("NaN", Json("/v1/predict", """{"features":[NaN,0,0,0,0,0]}"""), false),
            11 => ("infinite", Json("/v1/predict", """{"features":[1e400,0,0,0,0,0]}"""), false),
            12 => ("other width", Json("/v1/predict",
                $$"""{"features":[{{string.Join(',', Enumerable.Repeat("1.5", random.Next(7, 9000)))}}]}"""), false),
            13 => ("nested", Json("/v1/predict", nested), false),
            14 => ("oversized", Json("/v1/predict",
                $$"""{"features":[{{string.Join(',', Enumerable.Repeat("1.5", 100_000))}}]}"""), true),
            15 => ("class like a path", Json("/v1/classes",
                $$"""{"name":"{{string.Concat(Enumerable.Repeat("../", random.Next(1, 30)))}}etc","descriptor":[1,0,0]}""",
                RunningService.Key), false),
            16 => ("class without the key",
                Json("/v1/classes", """{"name":"x","descriptor":[1,0,0]}""", random.Next() % 2 == 0 ? null : "guess"),
                false),
            17 => ("removal of a path", Request("DELETE", "/v1/classes/..%2f..%2fmodel.safetensors",
                $"X-Api-Key: {RunningService.Key}\r\n", []), false),
            18 => ("head of 100 KB", Request("GET", "/health", $"X-Long: {new string('a', 100_000)}\r\n", []), true),
            19 => ("no HTTP at all", [.. RandomBytes(200), .. "\r\n\r\n"u8], true),
            20 => ("body that ends early",
                Request("POST", "/v1/predict", "Content-Type: image/png\r\nContent-Length: 100000\r\n",
                _picture.AsSpan(0, 300)), true),
            21 => ("chunks that lie", Request("POST", "/v1/predict",
                "Content-Type: image/png\r\nTransfer-Encoding: chunked\r\n", "FFFFFFFFFF\r\nabc\r\n"u8), true),
            22 => ("query that is no number",
                Post($"/v1/predict?top={new string('9', random.Next(11, 500))}", "image/png", _picture), false),
            23 when i % 96 == 23 => (Thin, Post("/v1/predict", "image/png", _thin), false),
            _ => ("thumbnail that does not exist", Request("GET",
                $"/v1/thumbnails/{Uri.EscapeDataString("../../" + random.Next())}/{random.Next()}", "", []), false),
        };
    }

    private static byte[] Form(int files)
    {
        var picture = Pictures.Solid(4, 4, SKColors.Red);
        List<byte> form = [];
        for (var i = 0; i < files; i++)
            form.AddRange([.. "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"../a.png\"\r\n\r\n"u8,
                .. picture, .. "\r\n"u8]);
        return [.. form, .. "--x--\r\n"u8];
    }

    private static byte[] Json(string path, string body, string? key = null) => Request(
        "POST", path,
            $"Content-Type: application/json\r\nContent-Length: "
            + $"{body.Length}\r\n{(key is null ? "" : $"X-Api-Key: {key}\r\n")}", Encoding.ASCII.GetBytes(body));

    private static byte[] Post(string path, string type, ReadOnlySpan<byte> body) =>
        Request("POST", path, $"Content-Type: {type}\r\nContent-Length: {body.Length}\r\n", body);

    private static byte[] Request(string method, string path, string headers, ReadOnlySpan<byte> body) =>
        [.. Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"), .. body];
}
