using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Unseen.Web;

/// <summary>The pages with their scripts, styles and images. All come from this host.</summary>
internal static class PageEndpoints
{
    private const string Html = "text/html; charset=utf-8";
    private const string Css = "text/css; charset=utf-8";
    private const string JavaScript = "text/javascript; charset=utf-8";

    // Pages use relative addresses, so that they work under any path of a proxy.
    private static readonly Page[] _pages =
    [
        new("/", "index.html", "Try it", ["classes.js", "adapt.js", "predict.js"]),
        new("/card", "card.html", "Model card", ["card.js"]),
        new("/runs", "runs.html", "Runs", ["runs.js"]),
    ];

    private static readonly Page[] _describing =
        [new("/describe", "describe.html", "Describe", ["describe.css", "describe.js"])];

    private static readonly string[] _shared = ["app.css", "app.js", "icon.svg"];

    /// <summary>Maps the pages.</summary>
    /// <param name="app">receives the pages</param>
    /// <param name="describes">whether there is a project whose classes can be described</param>
    public static void Map(IEndpointRouteBuilder app, bool describes)
    {
        Page[] pages = describes ? [.. _pages, .. _describing] : _pages;
        foreach (var page in pages)
            MapOne(app, page.Path, Encoding.UTF8.GetBytes(page.Fill(Read("page.html"), Read(page.File))), Html);
        foreach (var file in _shared.Concat(pages.SelectMany(page => page.Links)))
            MapOne(app, $"/{file}", Encoding.UTF8.GetBytes(Read(file)), Path.GetExtension(file) switch
            {
                ".css" => Css,
                ".js" => JavaScript,
                _ => "image/svg+xml",
            });
    }

    private static void MapOne(IEndpointRouteBuilder app, string path, byte[] bytes, string type) =>
        app.MapGet(path, (HttpRequest request) => path == "/" && request.Path.Value is null or ""
            ? Results.Redirect(request.PathBase + "/")
            : Results.Bytes(bytes, type)).ExcludeFromDescription();

    private static string Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"pages/{file}")
            ?? throw new InvalidOperationException($"page {file} must be embedded, but is not.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The parts of a page that are not in the template that all pages share.</summary>
    /// <param name="Path">its path in the service</param>
    /// <param name="File">the file with its content</param>
    /// <param name="Title">its title</param>
    /// <param name="Links">its style sheets and scripts</param>
    private sealed record Page(string Path, string File, string Title, string[] Links)
    {
        /// <summary>Puts the page's own parts into the template.</summary>
        public string Fill(string template, string content) => template
            .Replace("{{title}}", Title, StringComparison.Ordinal)
            .Replace("{{links}}", string.Concat(Links.Select(LinkTo)), StringComparison.Ordinal)
            .Replace("{{content}}", content, StringComparison.Ordinal);

        private static string LinkTo(string file) => file.EndsWith(".css", StringComparison.Ordinal)
            ? $"<link rel=\"stylesheet\" href=\"{file}\">\n" : $"<script src=\"{file}\" defer></script>\n";
    }
}
