using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Unseen.Web.Hosting;

/// <summary>Logs one line for each request, without its body, query, headers or key, but with the name of the key's
/// holder.</summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        var request = context.Request;
        var (method, path) = (request.Method, (request.PathBase + request.Path).ToUriComponent());
        try
        {
            await next(context);
        }
        finally
        {
            var status = context.Response.StatusCode;
            var level = status >= StatusCodes.Status500InternalServerError ? LogLevel.Error
                : IsMonitoring(request.Path) ? LogLevel.Debug : LogLevel.Information;
            var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var (key, trace) = (context.User.Identity?.Name ?? "-", Activity.Current?.Id ?? context.TraceIdentifier);
            LogRequest(level, method, path, status, milliseconds, key, context.Connection.RemoteIpAddress, trace);
        }
    }

    private static bool IsMonitoring(PathString path) =>
        path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");

    [LoggerMessage(EventId = 1, Message = "{Method} {Path} {Status} in {Milliseconds:F1} ms, key {Key}, "
        + "from {Address}, trace {Trace}")]
    private partial void LogRequest(LogLevel level, string method, string path, int status, double milliseconds,
        string key, IPAddress? address, string trace);
}
