using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Unseen.AspNetCore;
using Unseen.Extensions.Hosting;
using Unseen.Inference.Adaptation;
using Unseen.Web.Adapting;
using Unseen.Web.Hosting;

namespace Unseen.Web;

/// <summary>/v1/adaptation: takes photographs without labels, and adapts a model to them in the background.</summary>
internal static class AdaptationEndpoints
{
    /// <summary>The id of the operation that takes photographs.</summary>
    public const string PhotographsId = "addPoolPhotographs";

    private const string Path = "/adaptation";

    public static void Map(IEndpointRouteBuilder app, int maxBatch)
    {
        app.MapGet(Path, (UnseenModels models, Adaptations all, string? model) =>
                TypedResults.Ok(all.GetOrAdd(models.Require(model)).State))
            .WithName("getAdaptation").WithTags("Classes").ProducesProblem(404)
            .WithSummary("The state of the model's adaptation to photographs without labels.");
        var changes = app.MapGroup(Path).WithTags("Classes").RequireAuthorization(KeyAuthentication.MayChange)
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        changes.MapPost("/photographs", (
                HttpContext context, UnseenModels models, Adaptations all, PredictQueue queue, string? model) =>
                AddAsync(context, models, all, queue, model, maxBatch))
            .RequireRateLimiting(PredictQueue.Policy).WithName(PhotographsId)
            .WithSummary("Keeps photographs without labels in memory, for the model to learn from.")
            .ProducesProblem(408).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);
        changes.MapDelete("/photographs", Clear).WithName("removePoolPhotographs")
            .WithSummary("Forgets the photographs that were kept, not what was learnt from them.");
        changes.MapPost("", Start).WithName("startAdaptation")
            .WithSummary("Begins to adapt the model to the photographs that were kept.");
        changes.MapDelete("", Undo).WithName("undoAdaptation")
            .WithSummary("Makes the model forget what it learnt from photographs without labels.");
    }

    private static async Task<Ok<AdaptationState>> AddAsync(
        HttpContext context, UnseenModels models, Adaptations all, PredictQueue queue, string? model, int maxBatch)
    {
        var input = await PredictInput.ReadAsync(context.Request, new PredictQuery { Model = model }, maxBatch);
        var hosted = models.Require(input.Model);
        using var turn = await queue.WaitForTurnAsync(context.RequestAborted);
        using var lease = hosted.Lease();
        var features = SampleFeatures.Extract(lease, input, context.RequestAborted);
        var adaptation = all.GetOrAdd(hosted);
        return adaptation.TryAdd(lease.Model, features) ? TypedResults.Ok(adaptation.State)
            : throw new BadHttpRequestException(
                $"The service keeps at most {ModelAdaptation.MaxPhotographs} photographs to learn from.",
                StatusCodes.Status409Conflict);
    }

    private static NoContent Clear(UnseenModels models, Adaptations all, string? model)
    {
        all.GetOrAdd(models.Require(model)).Clear();
        return TypedResults.NoContent();
    }

    private static Accepted<AdaptationState> Start(
        HttpRequest request, UnseenModels models, Adaptations all, string? model, bool? force,
        [Description("How many photographs the client has sent. If the service keeps another number, for example "
            + "because another client has sent some too, the response is 409.")] int? photographs)
    {
        var hosted = models.Require(model);
        var adaptation = all.GetOrAdd(hosted);
        if (!hosted.Model.IsSeen.Contains(false))
            throw new BadHttpRequestException("The model has no class without training images, so photographs without "
                + "labels cannot teach it anything. Add such a class first.", StatusCodes.Status409Conflict);
        var options = new AdaptationOptions();
        if (adaptation.Start(force == true ? options with { MinUnseen = 0 } : options, photographs) is { } refusal)
            throw new BadHttpRequestException(refusal, StatusCodes.Status409Conflict);
        return TypedResults.Accepted(
            $"{request.PathBase}{Pipeline.Api}{Path}?model={Uri.EscapeDataString(hosted.Name)}", adaptation.State);
    }

    private static NoContent Undo(UnseenModels models, Adaptations all, string? model) =>
        all.GetOrAdd(models.Require(model)).TryUndo() ? TypedResults.NoContent()
            : throw new BadHttpRequestException(
                "There is nothing to undo: the model has not learnt from photographs without labels, or is learning "
                + "at this moment.", StatusCodes.Status409Conflict);
}
