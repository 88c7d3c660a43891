using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Unseen.Benchmarks;

/// <summary>Sends requests from many clients at once to a running service, first with photographs, then with features.
/// Measures latency and throughput, and counts the status codes.</summary>
internal static class ServiceLoad
{
    public static async Task<int> RunAsync(string url, string photograph, string[] load)
    {
        var seconds = load.Length > 0 ? int.Parse(load[0], CultureInfo.InvariantCulture) : 60;
        var clients = load.Length > 1 ? int.Parse(load[1], CultureInfo.InvariantCulture) : 64;
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = clients })
        {
            BaseAddress =
            new Uri(url)
        };
        var image = await File.ReadAllBytesAsync(photograph);
        using var models = JsonDocument.Parse(await http.GetStringAsync("/v1/models"));
        var width = models.RootElement[0].GetProperty("featureWidth").GetInt32();
        var numbers = Enumerable.Range(0, width).Select(i => (i % 7 * 0.5).ToString(CultureInfo.InvariantCulture));
        var features = Encoding.UTF8.GetBytes($"{{\"features\":[{string.Join(',', numbers)}]}}");
        await LoadAsync(http, "photographs", image, "image/jpeg", clients, seconds);
        await LoadAsync(http, "features", features, "application/json", clients, seconds);
        return 0;
    }

    private static async Task LoadAsync(
        HttpClient http, string name, byte[] body, string type, int clients, int seconds)
    {
        var answers = new ConcurrentBag<(int Status, double Microseconds)>();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                var start = Stopwatch.GetTimestamp();
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue(type);
                using var response = await http.PostAsync("/v1/predict", content, CancellationToken.None);
                await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
                answers.Add(((int)response.StatusCode, Stopwatch.GetElapsedTime(start).TotalMicroseconds));
            }
        })));
        var elapsed = watch.Elapsed.TotalSeconds;
        var times = new Percentiles(answers.Where(answer => answer.Status == 200)
            .Select(answer => answer.Microseconds));
        var statuses = string.Join(", ", answers.CountBy(answer => answer.Status).OrderBy(pair => pair.Key)
            .Select(pair => $"{pair.Key}: {pair.Value}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}, {clients} clients, {elapsed:0} s: {answers.Count / elapsed:0} per second, p50 "
                + $"{times.Median / 1000:0.0} ms, p99 {times.At(99) / 1000:0.0} ms; statuses {statuses}"));
    }
}
