using Unseen.AspNetCore;
using Unseen.Extensions.Hosting;

namespace Unseen.Samples.WebApi;

/// <summary>A web service that uses models, without libtorch.</summary>
public static class WebApi
{
    /// <summary>Creates the service without starting it. The caller disposes it.</summary>
    /// <param name="args">arguments of ASP.NET Core; <c>--Unseen:NAME:Path RUN</c> adds a model, and at least one is
    /// required</param>
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddUnseen(builder.Configuration.GetSection("Unseen"));
        builder.Services.AddHealthChecks().AddUnseen();
        var app = builder.Build();
        app.MapHealthChecks("/health");
        app.MapUnseen();
        app.MapPost("/best", async (HttpRequest request, IUnseenPredictor predictor) =>
            (await predictor.PredictTopAsync(request.Body, 1, request.HttpContext.RequestAborted))[0]);
        return app;
    }
}
