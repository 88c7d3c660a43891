using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Unseen.TestSupport;

/// <summary>An HTTP server on this machine. The test writes the responses, which need not be valid HTTP.</summary>
internal sealed class StubServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _requests = new();

    /// <summary>Starts the server on a free port.</summary>
    /// <param name="answer">writes the response, given the request's head and the 0-based number of the
    /// connection</param>
    public StubServer(Func<string, int, NetworkStream, Task> answer)
    {
        _listener.Start();
        _ = ServeAsync(answer);
    }

    /// <summary>The heads of all requests so far.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/archive.zip";

    /// <summary>Writes a response.</summary>
    public static async Task WriteAsync(NetworkStream stream, string status, string headers, ReadOnlyMemory<byte> body)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{headers}Connection: close\r\n\r\n"));
        await stream.WriteAsync(body);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<string, int, NetworkStream, Task> answer)
    {
        for (var connection = 0; !_stop.IsCancellationRequested; connection++)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var stream = client.GetStream();
                var head = new StringBuilder();
                var letter = new byte[1];
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
                    && await stream.ReadAsync(letter, _stop.Token) == 1)
                    head.Append((char)letter[0]);
                _requests.Enqueue(head.ToString());
                await answer(head.ToString(), connection, stream);
            }
            catch (Exception exception) when (
                exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // The client has hung up, or the test is over.
            }
        }
    }
}
