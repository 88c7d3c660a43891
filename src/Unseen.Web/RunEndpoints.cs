using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Unseen.AspNetCore;
using Unseen.Extensions.Hosting;

namespace Unseen.Web;

/// <summary>/v1/card and /v1/runs: how models and runs were trained, and their results.</summary>
internal static class RunEndpoints
{
    private const string Tag = "Results";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/card", (UnseenModels models, string? model) =>
                TypedResults.Ok(RunResults.Card(models.Require(model))))
            .WithName("getCard").WithTags(Tag).WithSummary("How a model was trained, and how good it is.")
            .ProducesProblem(404);
        app.MapGet("/runs", (RunResults runs) => TypedResults.Ok(runs.List()))
            .WithName("listRuns").WithTags(Tag)
            .WithSummary("The runs in the folder of runs, at most 500, the newest first.");
        app.MapGet("/runs/{run}", (RunResults runs, HttpContext context, string run) =>
                TypedResults.Ok(runs.Curve(PathName.Decode(run, context)))) // a run of a sweep has a slash in its name
            .WithName("getRun").WithTags(Tag).WithSummary("How a run's validation went, epoch by epoch.")
            .ProducesProblem(404);
    }
}
