using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Unseen.Web;

/// <summary>/v1/card, /v1/runs and /v1/thumbnails: what is known of models and runs.</summary>
internal static class RunEndpoints
{
    private const string Tag = "Results";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/card", (ModelCatalog catalog, string? model) =>
                TypedResults.Ok(RunResults.Card(catalog.Find(model))))
            .WithName("getCard").WithTags(Tag).WithSummary("How a model was trained, and how good it is.")
            .ProducesProblem(404);
        app.MapGet("/runs", (RunResults runs) => TypedResults.Ok(runs.List()))
            .WithName("listRuns").WithTags(Tag).WithSummary("The runs in the folder of runs, the newest first.");
        app.MapGet("/runs/{run}", (RunResults runs, string run) =>
                TypedResults.Ok(runs.Curve(Uri.UnescapeDataString(run)))) // a run of a sweep has a slash in its name
            .WithName("getRun").WithTags(Tag).WithSummary("How a run's validation went, epoch by epoch.")
            .ProducesProblem(404);
        app.MapGet("/thumbnails/{model}/{index:int}", (ModelCatalog catalog, string model, int index) =>
                Thumbnail(catalog.Find(model), index))
            .WithName("getThumbnail").WithTags(Tag).WithSummary("A small JPEG of a photograph of training.")
            .Produces<Stream>(200, "image/jpeg").ProducesProblem(404);
    }

    private static PhysicalFileHttpResult Thumbnail(ModelHost host, int index)
    {
        if (host.Current.Gallery is not { } gallery || index < 0 || index >= gallery.Count
            || !File.Exists(gallery.ThumbnailOf(index)))
            throw new BadHttpRequestException("There is no such photograph.", StatusCodes.Status404NotFound);
        return TypedResults.PhysicalFile(Path.GetFullPath(gallery.ThumbnailOf(index)), "image/jpeg");
    }
}
