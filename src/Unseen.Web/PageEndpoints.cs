using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Unseen.Web;

/// <summary>The pages with their scripts, styles and images. All come from this host.</summary>
internal static class PageEndpoints
{
    // Pages use relative addresses, so that they work under any path of a proxy.
    private static readonly (string Path, string File, string Type)[] _pages =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/card", "card.html", "text/html; charset=utf-8"),
        ("/runs", "runs.html", "text/html; charset=utf-8"),
        ("/app.css", "app.css", "text/css; charset=utf-8"),
        ("/app.js", "app.js", "text/javascript; charset=utf-8"),
        ("/classes.js", "classes.js", "text/javascript; charset=utf-8"),
        ("/adapt.js", "adapt.js", "text/javascript; charset=utf-8"),
        ("/predict.js", "predict.js", "text/javascript; charset=utf-8"),
        ("/card.js", "card.js", "text/javascript; charset=utf-8"),
        ("/runs.js", "runs.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    private static readonly (string Path, string File, string Type)[] _describing =
    [
        ("/describe", "describe.html", "text/html; charset=utf-8"),
        ("/describe.js", "describe.js", "text/javascript; charset=utf-8"),
        ("/describe.css", "describe.css", "text/css; charset=utf-8"),
    ];

    /// <summary>Maps the pages.</summary>
    /// <param name="app">receives them</param>
    /// <param name="describes">whether there is a project whose classes can be described</param>
    public static void Map(IEndpointRouteBuilder app, bool describes)
    {
        foreach (var (path, file, type) in describes ? [.. _pages, .. _describing] : _pages)
        {
            var bytes = Read(file);
            app.MapGet(path, (HttpRequest request) => path == "/" && request.Path.Value is null or ""
                ? Results.Redirect(request.PathBase + "/")
                : Results.Bytes(bytes, type)).ExcludeFromDescription();
        }
    }

    private static byte[] Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"pages/{file}")
            ?? throw new InvalidOperationException($"page {file} must be embedded, but is not.");
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }
}
