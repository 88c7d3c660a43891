using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Unseen.Images;

namespace Unseen.Web;

/// <summary>Tells what went wrong as RFC 9457 problem details; what is nobody's fault but the service's is told without its insides.</summary>
internal static class Problems
{
    /// <summary>Answers a request that ended in an exception.</summary>
    public static async Task Handle(HttpContext context)
    {
        var (status, detail) = Describe(context.Features.Get<IExceptionHandlerFeature>()?.Error);
        context.Response.StatusCode = status;
        await Results.Problem(statusCode: status, detail: detail).ExecuteAsync(context);
    }

    /// <summary>Whether an exception tells of a request, not of the service.</summary>
    public static bool IsCallersFault(Exception exception) => Describe(exception).Status < StatusCodes.Status500InternalServerError;

    private static (int Status, string Detail) Describe(Exception? exception) => exception switch
    {
        RequestException refused => (refused.Status, refused.Message),
        BadHttpRequestException bad => (bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "the body is larger than this service takes." : bad.Message),
        ImageDataException image => (StatusCodes.Status422UnprocessableEntity, $"{image.Problem}."),
        JsonException => (StatusCodes.Status400BadRequest, "the body must be JSON of the documented form, but was not."),
        InvalidDataException => (StatusCodes.Status400BadRequest, "the body must be a whole multipart form within the limits, but was not."),
        OperationCanceledException => (StatusCodes.Status408RequestTimeout, "the request took too long or was given up."),
        IOException => (StatusCodes.Status400BadRequest, "the body ended too early."),
        _ => (StatusCodes.Status500InternalServerError, "something is wrong with this service; its log says what."),
    };
}
