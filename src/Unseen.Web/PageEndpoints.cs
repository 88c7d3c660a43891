using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Unseen.Web;

/// <summary>The pages and what they show; everything comes from this host.</summary>
internal static class PageEndpoints
{
    private static readonly (string Path, string File, string Type)[] _pages =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/card", "card.html", "text/html; charset=utf-8"),
        ("/runs", "runs.html", "text/html; charset=utf-8"),
        ("/app.css", "app.css", "text/css; charset=utf-8"),
        ("/app.js", "app.js", "text/javascript; charset=utf-8"),
        ("/predict.js", "predict.js", "text/javascript; charset=utf-8"),
        ("/card.js", "card.js", "text/javascript; charset=utf-8"),
        ("/runs.js", "runs.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var (path, file, type) in _pages)
        {
            var bytes = Read(file);
            app.MapGet(path, () => Results.Bytes(bytes, type)).ExcludeFromDescription();
        }

        app.MapGet("/v1/card", (ModelCatalog catalog, string? model) => RunResults.Card(catalog.Find(model)))
            .WithSummary("How a model was trained, and how good it is.");
        app.MapGet("/v1/runs", (RunResults runs) => runs.List()).WithSummary("The runs in the folder of runs.");
        app.MapGet("/v1/runs/{run}", (RunResults runs, string run) => runs.Curve(run))
            .WithSummary("How a run's validation went.");
        app.MapGet("/v1/thumbnails/{model}/{index:int}", (ModelCatalog catalog, string model, int index) =>
            Thumbnail(catalog.Find(model), index))
            .WithSummary("A small JPEG of a photograph of training.");
    }

    private static IResult Thumbnail(ModelHost host, int index)
    {
        if (host.Current.Gallery is not { } gallery || index < 0 || index >= gallery.Count
            || !File.Exists(gallery.ThumbnailOf(index)))
            throw new BadHttpRequestException("There is no such photograph.", StatusCodes.Status404NotFound);
        return Results.File(Path.GetFullPath(gallery.ThumbnailOf(index)), "image/jpeg");
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
