using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Unseen.Extensions.Hosting;

namespace Unseen.AspNetCore;

/// <summary>/thumbnails: the training photographs that a prediction returns as most similar.</summary>
internal static class ThumbnailEndpoint
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/thumbnails/{model}/{index:int}", (UnseenModels models, string model, int index) =>
                Thumbnail(models.Require(model), index))
            .WithName("getThumbnail").WithTags("Results").WithSummary("A small JPEG of a photograph of training.")
            .Produces<Stream>(200, "image/jpeg").ProducesProblem(404);

    private static PhysicalFileHttpResult Thumbnail(HostedModel model, int index)
    {
        using var lease = model.Lease();
        if (lease.Gallery is not { } gallery || index < 0 || index >= gallery.Count
            || !File.Exists(gallery.ThumbnailOf(index)))
            throw new BadHttpRequestException("There is no such photograph.", StatusCodes.Status404NotFound);
        return TypedResults.PhysicalFile(Path.GetFullPath(gallery.ThumbnailOf(index)), "image/jpeg");
    }
}
