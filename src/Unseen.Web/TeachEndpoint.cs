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

/// <summary>PUT /v1/classes/{name}/photographs: teaches the model a class from photographs, or adds the class if the
/// model does not have it.</summary>
internal static class TeachEndpoint
{
    /// <summary>The id of the operation.</summary>
    public const string Id = "teachClass";

    public static void Map(IEndpointRouteBuilder app, int maxBatch) => app
        .MapPut("/classes/{name}/photographs", (
                HttpContext context, UnseenModels models, Adaptations all, PredictQueue queue, string name,
                string? model) =>
            TeachAsync(context, models, all, queue, name, model, maxBatch))
        .RequireAuthorization(KeyAuthentication.MayChange).RequireRateLimiting(PredictQueue.Policy)
        .WithName(Id).WithTags("Classes")
        .WithSummary("Teaches the model a class from photographs, or adds the class if the model does not have it. "
            + "The photographs replace what the class learnt from earlier photographs, except the weights that a class "
            + "got when it was added.")
        .ProducesProblem(403).ProducesProblem(404).ProducesProblem(408).ProducesProblem(409).ProducesProblem(413)
        .ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);

    private static async Task<Ok<TaughtClass>> TeachAsync(
        HttpContext context, UnseenModels models, Adaptations all, PredictQueue queue, string name, string? model,
        int maxBatch)
    {
        var input = await PredictInput.ReadAsync(context.Request, new PredictQuery { Model = model }, maxBatch);
        var hosted = models.Require(input.Model);
        // The model can have a class whose name is not allowed for a new class, for example a name with a slash.
        var given = PathName.Decode(name, context, following: 1);
        var wanted = ClassName.IndexIn(hosted.Model.ClassNames, given) >= 0 ? given : ClassName.Check(given);
        float[] features;
        FeatureOrigin origin;
        using (await queue.WaitForTurnAsync(context.RequestAborted))
        {
            using var lease = hosted.Lease();
            features = [.. SampleFeatures.Extract(lease, input, context.RequestAborted).SelectMany(image => image)];
            origin = FeatureOrigin.Create(lease.Model);
        }

        var (label, isNew) = (-1, false);
        var adaptation = all.GetOrAdd(hosted);
        var (before, fitted) = OrConflict(adaptation.Fit);
        var changed = ClassEndpoints.Change(hosted, current =>
        {
            if (FeatureOrigin.Create(current) != origin)
                throw new BadHttpRequestException("The image models of this model were replaced in the meantime, so "
                    + "nothing was taught. Send the photographs again.", StatusCodes.Status409Conflict);
            label = ClassName.IndexIn(current.ClassNames, wanted);
            isNew = label < 0;
            if (isNew)
                ClassName.RequireFree(wanted, current.ClassNames);
            return OrConflict(() =>
            {
                // Another request, or a reload of the model's file, may have replaced the model since Fit.
                var branched = ReferenceEquals(current, before) ? fitted : adaptation.AddBranch(current);
                try
                {
                    return isNew ? ModelTeacher.AddClass(branched, wanted, features)
                        : ModelTeacher.Teach(branched, current.ClassNames[label], features);
                }
                catch (ArgumentException exception)
                {
                    throw new BadHttpRequestException(
                        "The features of a photograph are too large for this model.",
                        StatusCodes.Status400BadRequest, exception);
                }
            });
        });
        label = isNew ? changed.ClassNames.Count - 1 : label;
        return TypedResults.Ok(new TaughtClass(
            changed.ClassNames[label], changed.IsSeen[label], isNew, input.Samples.Count));
    }

    private static T OrConflict<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InputException exception)
        {
            throw new BadHttpRequestException(
                $"The model cannot be taught: {exception.Message}", StatusCodes.Status409Conflict, exception);
        }
    }

    /// <summary>A class that the model was taught.</summary>
    /// <param name="Class">its name</param>
    /// <param name="Seen">whether training had images of it</param>
    /// <param name="Added">whether the model did not have the class before</param>
    /// <param name="Photographs">number of photographs that it was taught from</param>
    internal sealed record TaughtClass(string Class, bool Seen, bool Added, int Photographs);
}
