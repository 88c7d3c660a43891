using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Unseen.Images;

namespace Unseen.AspNetCore;

/// <summary>Describes errors as RFC 9457 problem details, but omits the details of internal errors.</summary>
internal static partial class ProblemAnswers
{
    private const string BadJson = "The body is not JSON of the documented form. See /openapi/v1.json.";

    /// <summary>Writes the response to a request that ended in an exception.</summary>
    public static async Task Handle(HttpContext context)
    {
        var failure = context.Features.Get<IExceptionHandlerFeature>();
        context.SetEndpoint(failure?.Endpoint); // for the metrics
        context.Response.StatusCode = Describe(failure?.Error).Status;
        if (context.Response.StatusCode is StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        await Answer(failure?.Error).ExecuteAsync(context);
    }

    /// <summary>Describes an exception that ended a request.</summary>
    public static IResult Answer(Exception? exception)
    {
        var (status, detail) = Describe(exception);
        return Results.Problem(statusCode: status, detail: detail);
    }

    /// <summary>Describes a request whose path, query or body could not be read.</summary>
    public static IResult CreateUnreadable(int status) => Results.Problem(statusCode: status,
        detail: status == StatusCodes.Status415UnsupportedMediaType ? "The content type must be application/json."
            : "A parameter of the path or query, or the body, does not have the documented form.");

    /// <summary>Whether the request, rather than a fault of the service, caused an exception.</summary>
    public static bool IsCallersFault(Exception exception) =>
        Describe(exception).Status < StatusCodes.Status500InternalServerError;

    /// <summary>Describes what is wrong with one image or feature vector of a request.</summary>
    /// <param name="sample">its place in the request, such as "file 1"; empty if it is the only one</param>
    /// <param name="problem">what is wrong, without a full stop</param>
    public static string Format(string sample, string problem) => sample.Length > 0 ? $"{sample}: {problem}."
        : $"{char.ToUpperInvariant(problem[0])}{problem[1..]}.";

    private static (int Status, string Detail) Describe(Exception? exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException } bad => (bad.StatusCode, BadJson),
        BadHttpRequestException bad when bad.GetType() != typeof(BadHttpRequestException) =>
            (bad.StatusCode, DescribeServer(bad)),
        BadHttpRequestException bad => (bad.StatusCode, Parameter().Replace(bad.Message, DescribeParameter)),
        ImageDataException image => (StatusCodes.Status422UnprocessableEntity,
            Format(Path.IsPathRooted(image.File) ? "" : image.File, image.Problem)),
        JsonException => (StatusCodes.Status400BadRequest, BadJson),
        InvalidDataException => (StatusCodes.Status400BadRequest,
            "The body is incomplete, is not the form or compressed data that its headers declare, or exceeds the "
            + "limits of a form."),
        OperationCanceledException =>
            (StatusCodes.Status408RequestTimeout, "The request took too long, or was cancelled."),
        _ => (StatusCodes.Status500InternalServerError, "Something is wrong with this service; its log says what."),
    };

    /// <summary>Describes a request that the server itself refuses.</summary>
    private static string DescribeServer(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => "The body is larger than this service allows.",
        StatusCodes.Status408RequestTimeout => "The request took too long.",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "The headers are larger than this service allows.",
        _ => "The request is not valid HTTP.",
    };

    /// <summary>Describes a parameter of the path or query that ASP.NET Core could not read.</summary>
    private static string DescribeParameter(Match match)
    {
        var name = match.Groups["name"].Value;
        return $"{char.ToLowerInvariant(name[0])}{name[1..]} must be "
            + $"{(match.Groups["type"].Value == "bool" ? "true or false" : "a number")}, but was "
            + $"'{match.Groups["value"].Value}'.";
    }

    [GeneratedRegex("^Failed to bind parameter \"(Nullable<)?(?<type>\\w+)>? (?<name>\\w+)\" from \"(?<value>.*)\"\\.$",
        RegexOptions.Singleline)]
    private static partial Regex Parameter();
}
