using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Unseen.Inference;
using Unseen.Web.Classes;
using Unseen.Web.Models;

namespace Unseen.Web.Prediction;

/// <summary>POST /v1/predict.</summary>
internal static class PredictEndpoint
{
    /// <summary>Name of the limit on how many are computed at once.</summary>
    public const string Limit = "predict";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/v1/predict", HandleAsync).RequireRateLimiting(Limit)
            .WithSummary("Names the classes of images or features, one or many.")
            .WithDescription(
                "The body is an image (image/*), a form of files (multipart/form-data, perhaps with a field \"with\"), or JSON of images in base64 or features. "
                + "Without JSON, model, top, nearest and features=true go into the query.")
            .Accepts<PredictRequest>("application/json", "multipart/form-data", "image/jpeg", "image/png", "image/webp")
            .Produces<PredictResponse>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(429);

    private static async Task<PredictResponse> HandleAsync(HttpContext context, ModelCatalog catalog, ServiceOptions options, ServiceMetrics metrics)
    {
        var (query, samples) = await PredictRequestReader.ReadAsync(context.Request, options);
        var host = catalog.Find(query.Model);
        var served = host.Current;
        var model = query.With is { } described ? ClassDescription.AddTo(served.Model, described) : served.Model;
        var start = Stopwatch.GetTimestamp();
        List<SampleResult> results = [];
        foreach (var sample in samples)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            results.Add(Predict(host, served, model, sample, query));
        }

        metrics.Predicted(host.Name, samples[0].Image is null ? "features" : "image", samples.Count, Stopwatch.GetElapsedTime(start));
        return new PredictResponse(host.Name, results);
    }

    private static SampleResult Predict(ModelHost host, ServedModel served, UnseenModel model, Sample sample, PredictQuery query)
    {
        var features = sample.Features ?? (served.Features ?? throw new RequestException(
            StatusCodes.Status409Conflict, "the model was trained on features, and takes no images. Send features.")).Extract(sample.Image!, sample.Name);
        if (features.Length != model.FeatureWidth)
            throw new RequestException(400, $"{sample.Name} must be of {model.FeatureWidth} numbers, but was of {features.Length}.");
        Inference.Prediction[] top;
        try
        {
            top = model.PredictTop(features, query.Top);
        }
        catch (ArgumentException exception)
        {
            throw new RequestException(400, $"{sample.Name}: {exception.Message.Split(" (Parameter")[0]}");
        }

        var nearest = query.Nearest == 0 || served.Gallery is not { } gallery ? null : gallery.Nearest(features, query.Nearest)
            .Select(near => new NearPhotograph(gallery.Labels[near.Index], near.Cosine, $"/v1/thumbnails/{host.Name}/{near.Index}"));
        return new SampleResult(
            [.. top.Select(one => new RankedClass(one.ClassName, one.IsUnseen, one.Score, one.Probability))], nearest?.ToArray(), query.ReturnFeatures ? features : null);
    }
}
