using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Unseen.Extensions.Hosting;

namespace Unseen.AspNetCore;

/// <summary>GET /thumbnails: thumbnails of training photographs, which predictions refer to in "nearest".</summary>
internal static class ThumbnailEndpoint
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/thumbnails/{model}/{index:int}", (UnseenModels models, string model, int index) =>
                Thumbnail(models.Require(model), index))
            .WithName("getThumbnail").WithTags("Results")
            .WithSummary("Gets the thumbnail of a training photograph as a JPEG.")
            .Produces<Stream>(200, "image/jpeg").ProducesProblem(404);

    private static PhysicalFileHttpResult Thumbnail(HostedModel model, int index)
    {
        using var lease = model.Lease();
        if (lease.Gallery is not { } gallery || index < 0 || index >= gallery.Count
            || !File.Exists(gallery.GetThumbnail(index)))
            throw new BadHttpRequestException(
                $"The model '{model.Name}' has no thumbnail with the index {index}.", StatusCodes.Status404NotFound);
        return TypedResults.PhysicalFile(Path.GetFullPath(gallery.GetThumbnail(index)), "image/jpeg");
    }
}
