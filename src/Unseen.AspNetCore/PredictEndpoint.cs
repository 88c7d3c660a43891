using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Unseen.Inference;

namespace Unseen.Web;

/// <summary>POST /v1/predict, and the same for one form of body each.</summary>
internal static class PredictEndpoint
{
    private const string Tag = "Predictions";

    /// <summary>Name of the limit on how many are computed at once.</summary>
    public const string Limit = "predict";

    /// <summary>Ids of the operations. All do the same; clients that are generated need one for each form of the
    /// body.</summary>
    public const string OfAny = "predict", OfImage = "predictImage", OfForm = "predictForm";

    public static void Map(IEndpointRouteBuilder app)
    {
        Map(app, "/predict", OfAny, "Names the classes of images or features, one or many.");
        Map(app, "/predict/image", OfImage, "Names the classes of one image.");
        Map(app, "/predict/form", OfForm, "Names the classes of the images in a form.");
    }

    private static void Map(IEndpointRouteBuilder app, string path, string id, string summary) =>
        app.MapPost(path, HandleAsync).RequireRateLimiting(Limit).WithName(id).WithTags(Tag).WithSummary(summary)
            .WithDescription("The query goes with every body; what a body of JSON says comes before it.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(408).ProducesProblem(409).ProducesProblem(413)
            .ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);

    private static async Task<Ok<PredictResponse>> HandleAsync(HttpContext context, ModelCatalog catalog,
        ServiceOptions options, ServiceMetrics metrics, [AsParameters] PredictQuery query)
    {
        var input = await PredictInput.ReadAsync(context.Request, query, options);
        var host = catalog.Find(input.Model);
        var served = host.Current;
        var model = input.With?.AddTo(served.Model) ?? served.Model;
        var start = Stopwatch.GetTimestamp();
        List<PredictResponse.SampleResult> results = [];
        foreach (var sample in input.Samples)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            results.Add(Predict(host, served, model, sample, input, context));
            metrics.Predicted(host.Name, KindOf(sample));
        }

        metrics.Answered(host.Name, KindOf(input.Samples[0]), Stopwatch.GetElapsedTime(start));
        return TypedResults.Ok(new PredictResponse(host.Name, results));
    }

    private static string KindOf(PredictInput.Sample sample) => sample.Image is null ? "features" : "image";

    private static PredictResponse.SampleResult Predict(ModelHost host, ModelHost.Snapshot served, UnseenModel model,
        PredictInput.Sample sample, PredictInput input, HttpContext context)
    {
        var features = sample.Features ?? (served.Features ?? throw new BadHttpRequestException(
            "This model was trained on features, and takes no images. Send features.", StatusCodes.Status409Conflict))
                .Extract(sample.Image!, sample.Name, context.RequestAborted);
        if (features.Length != model.FeatureWidth)
            throw new BadHttpRequestException(
                $"{sample.Name}: the model takes {model.FeatureWidth} numbers, but these are {features.Length}.");
        Prediction[] top;
        try
        {
            top = model.PredictTop(features, input.Top);
        }
        catch (ArgumentException exception)
        {
            throw new BadHttpRequestException($"{sample.Name}: {exception.Message.Split(" (Parameter")[0]}");
        }

        var nearest = input.Nearest == 0 || served.Gallery is not { } gallery ? null
            : gallery.Nearest(features, input.Nearest)
            .Select(near => new PredictResponse.NearPhotograph(
                gallery.Labels[near.Index], near.Cosine,
                $"{context.Request.PathBase}{Pipeline.Api}/thumbnails/{host.Name}/{near.Index}"));
        return new PredictResponse.SampleResult(
            [.. top.Select(one => new PredictResponse.RankedClass(
                one.ClassName, one.IsUnseen, one.Score, one.Probability))])
        {
            Nearest = nearest?.ToArray(),
            Features = input.ReturnFeatures ? features : null,
        };
    }
}
