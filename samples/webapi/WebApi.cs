using Unseen.Inference;

namespace Unseen.Samples.WebApi;

/// <summary>A web service of one's own around a model, without libtorch.</summary>
public static class WebApi
{
    private const string ModelName = "animals";

    /// <summary>Makes the service, not started.</summary>
    /// <param name="args">as of ASP.NET Core; <c>--model PATH</c> names the model</param>
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddUnseenModel(ModelName, builder.Configuration["model"] ?? "model.safetensors");
        var app = builder.Build();
        app.MapPost("/predict", (float[] features, IServiceProvider services) =>
            Predict(features, services.GetRequiredKeyedService<UnseenModel>(ModelName)));
        app.MapPost("/predict/batch", (float[][] features, IServiceProvider services) =>
            PredictBatch(features, services.GetRequiredKeyedService<UnseenModel>(ModelName)));
        return app;
    }

    /// <summary>Top 3 of one image's features; the prediction itself allocates nothing.</summary>
    private static IResult Predict(float[] features, UnseenModel model)
    {
        if (features.Length != model.FeatureWidth)
            return Results.Problem($"features must be {model.FeatureWidth} numbers, but were {features.Length}.",
                statusCode: StatusCodes.Status400BadRequest);
        var top = new Prediction[3];
        var found = model.PredictTop(features, top);
        return Results.Ok(top[..found]);
    }

    /// <summary>The likeliest class of each of many images, on all cores.</summary>
    private static IResult PredictBatch(float[][] features, UnseenModel model) =>
        Array.TrueForAll(features, one => one.Length == model.FeatureWidth)
            ? Results.Ok(model.PredictBatch(features.SelectMany(one => one).ToArray()))
            : Results.Problem($"features must be lists of {model.FeatureWidth} numbers.",
                statusCode: StatusCodes.Status400BadRequest);
}
