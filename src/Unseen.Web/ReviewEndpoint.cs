using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Unseen.AspNetCore;
using Unseen.Extensions.Hosting;
using Unseen.Images.Decoding;
using Unseen.Inference;
using Unseen.Web.Hosting;

namespace Unseen.Web;

/// <summary>POST /v1/reviews: keeps photographs with their true class beside the model, in the folders that
/// <c>unseen teach</c> reads.</summary>
internal static class ReviewEndpoint
{
    /// <summary>Id of the operation.</summary>
    public const string Id = "addReview";

    private const string Reviews = "reviews";
    private const int NameLength = 16; // digits of the checksum
    private static readonly Lock _writing = new();

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/reviews", KeepAsync).RequireAuthorization(KeyAuthentication.MayChange)
            .RequireRateLimiting(PredictQueue.Policy).WithName(Id).WithTags("Classes")
            .WithSummary("Keeps a photograph with its true class, for unseen teach.")
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(408).ProducesProblem(409).ProducesProblem(413)
            .ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);

    private static async Task<Ok<Review>> KeepAsync(
        HttpContext context, UnseenModels models, PredictQueue queue, string @class, string? model)
    {
        var input = await PredictInput.ReadAsync(context.Request, new PredictQuery { Model = model }, maxBatch: 1);
        var hosted = models.Require(input.Model);
        using var turn = await queue.WaitForTurnAsync(context.RequestAborted);
        using var lease = hosted.Lease();
        if (lease.Features is not { } features || input.Samples[0].Image is not { } image)
            throw new BadHttpRequestException(
                "A review needs a photograph, and a model that was trained on photographs.",
                StatusCodes.Status409Conflict);
        var label = ClassName.IndexIn(lease.Model.ClassNames, ClassName.Check(@class));
        if (label < 0)
            throw new BadHttpRequestException(
                "The model has no class of this name. Add the class first.", StatusCodes.Status404NotFound);
        _ = features.Extract(image, input.Samples[0].Name, context.RequestAborted); // throws if it cannot be decoded
        return TypedResults.Ok(Keep(hosted.Folder, lease.Model, label, image));
    }

    private static Review Keep(string run, UnseenModel model, int label, byte[] image)
    {
        var name = model.ClassNames[label];
        var reviews = Path.Combine(run, Reviews);
        var folder = Path.Combine(reviews, NormalForm.Compose(name));
        var checksum = Convert.ToHexStringLower(SHA256.HashData(image))[..NameLength];
        var format = ImageFormats.Recognise(image.AsSpan(0, Math.Min(image.Length, ImageFormats.HeaderLength)));
        var file = Path.Combine(folder, $"{checksum}.{format.ToString().ToLowerInvariant()}");
        try
        {
            lock (_writing)
            {
                Directory.CreateDirectory(folder);
                AtomicFile.Write(file, stream => stream.Write(image));
                DeleteCopies(reviews, checksum, file);
                return new Review(name, model.IsSeen[label], Directory.GetFiles(folder).Length);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadHttpRequestException(
                "The photograph cannot be written beside the model, so it was not kept; the service's log says why.",
                StatusCodes.Status500InternalServerError, exception);
        }
    }

    /// <summary>Deletes a photograph from the folders of other classes, since the latest class of a photograph
    /// counts. If that fails, deletes the new file, so that the photograph does not have two classes.</summary>
    private static void DeleteCopies(string reviews, string checksum, string newFile)
    {
        try
        {
            foreach (var copy in Directory.GetFiles(reviews, $"{checksum}.*", SearchOption.AllDirectories))
                if (!RealPath.Comparer.Equals(copy, newFile))
                    File.Delete(copy);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(newFile);
            throw;
        }
    }

    /// <summary>A class for which photographs are kept.</summary>
    /// <param name="Class">name of the class</param>
    /// <param name="Seen">whether training had images of the class</param>
    /// <param name="Photographs">number of files in the folder of the class</param>
    internal sealed record Review(string Class, bool Seen, int Photographs);
}
