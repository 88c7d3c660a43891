using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Unseen.Extensions.Hosting;

namespace Unseen.AspNetCore;

/// <summary>Maps the endpoints of the models that <see cref="UnseenServices"/> added.</summary>
public static class UnseenEndpoints
{
    /// <summary>
    /// Maps <c>/predict</c>, <c>/models</c>, <c>/classes</c> and <c>/thumbnails</c>. A prediction takes a photograph, a
    /// form of photographs, or JSON with photographs or features. Bad requests are answered with problem details. If
    /// clients send compressed bodies, the application must also call <c>UseRequestDecompression</c>.
    /// </summary>
    /// <param name="endpoints">the routes of the application</param>
    /// <param name="prefix">the prefix of all paths, default <c>/v1</c></param>
    /// <param name="configure">sets the options, or null (default) for the defaults</param>
    /// <returns>the group of all these endpoints, for example to add an authorization policy</returns>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="UnseenEndpointOptions.MaxBatch"/> is below
    /// 1.</exception>
    public static RouteGroupBuilder MapUnseen(this IEndpointRouteBuilder endpoints, string prefix = "/v1",
        Action<UnseenEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var options = new UnseenEndpointOptions();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatch, 1);
        var group = endpoints.MapGroup(prefix);
        ((IEndpointConventionBuilder)group).Add(endpoint =>
        {
            if (endpoint.RequestDelegate is { } handle)
                endpoint.RequestDelegate = context => AnswerBadRequestsAsync(context, handle);
        });
        var predictions = group.MapGroup("");
        PredictEndpoint.Map(predictions, options);
        options.Predictions?.Invoke(predictions);
        ClassEndpoints.Map(group);
        ThumbnailEndpoint.Map(group);
        if (options.Changes is { } changes)
            changes(ClassEndpoints.MapChanges(group));
        return group;
    }

    private static async Task AnswerBadRequestsAsync(HttpContext context, RequestDelegate handle)
    {
        IResult? answer = null;
        try
        {
            await handle(context);
            // If ASP.NET Core cannot read a parameter or body, it only sets the status (in production).
            if (!context.Response.HasStarted && context.Response.StatusCode is StatusCodes.Status400BadRequest
                or StatusCodes.Status415UnsupportedMediaType)
                answer = ProblemAnswers.CreateUnreadable(context.Response.StatusCode);
        }
        catch (Exception exception) when (
            !context.Response.HasStarted && exception is not OperationCanceledException
            && ProblemAnswers.IsCallersFault(exception))
        {
            answer = ProblemAnswers.Answer(exception);
        }

        if (answer is not null)
            await answer.ExecuteAsync(context);
    }
}
