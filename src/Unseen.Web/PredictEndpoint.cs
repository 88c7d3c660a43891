using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Unseen.Inference;

namespace Unseen.Web;

/// <summary>POST /v1/predict.</summary>
internal static class PredictEndpoint
{
    /// <summary>Name of the limit on how many are computed at once.</summary>
    public const string Limit = "predict";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/v1/predict", HandleAsync).RequireRateLimiting(Limit)
            .WithSummary("Names the classes of images or features, one or many.")
            .WithDescription(
                "The body is an image (image/*), a form of files (multipart/form-data, perhaps with a field "
                    + "\"with\"), or JSON of images in base64 or features. "
                + "Without JSON, model, top, nearest and features=true go into the query.")
            .Accepts<PredictRequest>("application/json", "multipart/form-data", "image/jpeg", "image/png", "image/webp")
            .Produces<PredictResponse>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(413)
                .ProducesProblem(415).ProducesProblem(422).ProducesProblem(429);

    private static async Task<PredictResponse> HandleAsync(
        HttpContext context, ModelCatalog catalog, ServiceOptions options, ServiceMetrics metrics)
    {
        var input = await PredictInput.ReadAsync(context.Request, options);
        var host = catalog.Find(input.Model);
        var served = host.Current;
        var model = input.With?.AddTo(served.Model) ?? served.Model;
        var start = Stopwatch.GetTimestamp();
        List<PredictResponse.SampleResult> results = [];
        foreach (var sample in input.Samples)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            results.Add(Predict(host, served, model, sample, input));
        }

        metrics.Predicted(host.Name, input.Samples[0].Image is null ? "features"
            : "image", input.Samples.Count, Stopwatch.GetElapsedTime(start));
        return new PredictResponse(host.Name, results);
    }

    private static PredictResponse.SampleResult Predict(
        ModelHost host, ModelHost.Snapshot served, UnseenModel model, PredictInput.Sample sample, PredictInput input)
    {
        var features = sample.Features ?? (served.Features ?? throw new BadHttpRequestException(
            "This model was trained on features, and takes no images. Send features.", StatusCodes.Status409Conflict))
                .Extract(sample.Image!, sample.Name);
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
                gallery.Labels[near.Index], near.Cosine, $"/v1/thumbnails/{host.Name}/{near.Index}"));
        return new PredictResponse.SampleResult(
            [.. top.Select(one => new PredictResponse.RankedClass(
                one.ClassName, one.IsUnseen, one.Score, one.Probability))], nearest?.ToArray(), input.ReturnFeatures
                ? features : null);
    }
}
