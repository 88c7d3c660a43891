using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Unseen.Extensions.Hosting;
using Unseen.Inference;

namespace Unseen.AspNetCore;

/// <summary>POST /predict, and an endpoint for each form of its body.</summary>
internal static class PredictEndpoint
{
    private const string Tag = "Predictions";

    /// <summary>The ids of the operations. All of them predict. They differ in the form of the body, since generated
    /// clients need an operation for each form.</summary>
    public const string AnyId = "predict", ImageId = "predictImage", FormId = "predictForm";

    /// <summary>Maps the endpoints.</summary>
    /// <param name="app">receives the endpoints</param>
    /// <param name="options">the options</param>
    public static void Map(IEndpointRouteBuilder app, UnseenEndpointOptions options)
    {
        void MapOne(string path, string id, string summary) =>
            app.MapPost(path, (HttpContext context, UnseenModels models, [AsParameters] PredictQuery query) =>
                    HandleAsync(context, models, query, path, options))
                .WithName(id).WithTags(Tag).WithSummary(summary)
                .WithDescription("The query applies to every form of the body; properties of a JSON body override it.")
                .ProducesProblem(400).ProducesProblem(404).ProducesProblem(408).ProducesProblem(409)
                .ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);

        MapOne("/predict", AnyId, "Names the classes of images or features, one or many.");
        MapOne("/predict/image", ImageId, "Names the classes of one image.");
        MapOne("/predict/form", FormId, "Names the classes of the images in a form.");
    }

    private static async Task<Ok<PredictResponse>> HandleAsync(
        HttpContext context, UnseenModels models, PredictQuery query, string path, UnseenEndpointOptions options)
    {
        var input = await PredictInput.ReadAsync(context.Request, query, options.MaxBatch);
        var hosted = models.Require(input.Model);
        using var turn = options.WaitForTurn is { } wait ? await wait(context.RequestAborted) : null;
        using var lease = hosted.Lease();
        var model = input.With?.AddTo(lease.Model) ?? lease.Model;
        // The application can map the endpoints under any prefix, so the prefix is taken from the request's path.
        PathString prefix = context.Request.Path.Value!.TrimEnd('/')[..^path.Length];
        var thumbnails = $"{context.Request.PathBase}{prefix}/thumbnails/{Uri.EscapeDataString(hosted.Name)}/";
        List<PredictResponse.SampleResult> results = [];
        foreach (var sample in input.Samples)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            var measurement = hosted.Measure(sample.Image is not null);
            try
            {
                results.Add(Predict(lease, model, sample, input, thumbnails, context.RequestAborted));
                measurement.End();
            }
            catch (Exception exception)
            {
                measurement.End(exception);
                throw;
            }
        }

        return TypedResults.Ok(new PredictResponse(hosted.Name, results));
    }

    private static PredictResponse.SampleResult Predict(ModelLease served, UnseenModel model,
        PredictInput.Sample sample, PredictInput input, string thumbnails, CancellationToken cancellation)
    {
        if (input.Reject is not null && model.KnownFit is null)
            throw new BadHttpRequestException("This model cannot refuse: it has no thresholds, which training finds by "
                + "validation. Ask without reject.", StatusCodes.Status409Conflict);
        var features = sample.Features ?? (served.Features ?? throw new BadHttpRequestException(
            "This model was trained on features, and takes no images. Send features.", StatusCodes.Status409Conflict))
                .Extract(sample.Image!, sample.Name, cancellation);
        if (features.Length != model.FeatureWidth)
            throw new BadHttpRequestException(
                ProblemAnswers.Format(sample.Name, $"the model takes {model.FeatureWidth} features, but there are "
                    + $"{features.Length}"));
        Prediction[] top;
        try
        {
            top = model.PredictTop(features, input.Top, withFit: true);
        }
        catch (ArgumentException exception)
        {
            throw new BadHttpRequestException(ProblemAnswers.Format(sample.Name, FailureReason.Describe(exception)));
        }

        var nearest = input.Nearest == 0 || served.Gallery is not { } gallery ? null
            : gallery.Nearest(features, input.Nearest)
            .Select(near => new PredictResponse.NearPhotograph(
                model.GetCurrentName(gallery.Labels[near.Index]), near.Cosine, $"{thumbnails}{near.Index}"));
        return new PredictResponse.SampleResult(
            [.. top.Select(one => new PredictResponse.RankedClass(
                one.ClassName, one.IsUnseen, one.Score, one.Probability))])
        {
            Fit = top[0].Fit,
            Known = input.Reject is { } reject ? top[0].IsKnown(reject) : null,
            Nearest = nearest?.ToArray(),
            Features = input.ReturnFeatures ? features : null,
        };
    }
}
