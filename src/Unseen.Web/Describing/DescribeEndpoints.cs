using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Unseen.AspNetCore;
using Unseen.Runs;
using Unseen.Runs.Photographs;
using Unseen.Web.Hosting;

namespace Unseen.Web.Describing;

/// <summary>/v1/describe: the attribute table of a project, for users whose key allows changes.</summary>
internal static class DescribeEndpoints
{
    /// <summary>The tag of these endpoints in the OpenAPI document.</summary>
    public const string Tag = "Descriptions";

    public static void Map(IEndpointRouteBuilder app)
    {
        var table = app.MapGroup("/describe").RequireAuthorization(KeyAuthentication.MayChange).WithTags(Tag)
            .ProducesProblem(403);
        table.AddEndpointFilter(RefuseAsync);
        table.MapGet("", (AnnotationSession session, ClaimsPrincipal user, string? person) =>
                TypedResults.Ok(session.Look(GetPerson(person, user))))
            .WithName("getTable").WithSummary("The attribute table of the project, as a person sees it.");
        table.MapGet("/guidance", (AnnotationSession session, ClaimsPrincipal user, string? person) =>
                TypedResults.Ok(session.Guide(GetPerson(person, user))))
            .WithName("getGuidance")
            .WithSummary("How well classes can be recognised from the table, and what to fill in next.");
        table.MapPut("/cell", (AnnotationSession session, ClaimsPrincipal user, GivenAnswer given) =>
                TypedResults.Ok(session.Answer(GetPerson(given.Person, user), Require(given.Class, "class"),
                    Require(given.Attribute, "attribute"), given.Value)))
            .WithName("setAnswer").WithSummary("Sets or clears a person's answer for a cell.");
        table.MapPost("/attributes", (AnnotationSession session, ClaimsPrincipal user, NewAttribute added) =>
            {
                var person = GetPerson(added.Person, user);
                session.AddAttribute(person, Require(added.Name, "name"), added.Question);
                return TypedResults.Ok(session.Look(person));
            })
            .WithName("addAttribute").WithSummary("Adds an attribute after all others.");
        table.MapDelete("/attributes/{name}", (
                AnnotationSession session, ClaimsPrincipal user, HttpContext context, string name, string? person) =>
            {
                var by = GetPerson(person, user);
                session.RemoveAttribute(by, PathName.Decode(name, context));
                return TypedResults.Ok(session.Look(by));
            })
            .WithName("removeAttribute").WithSummary("Removes an attribute and all answers to it.");
        table.MapPost("/undo", (AnnotationSession session, ClaimsPrincipal user, UndoRequest request) =>
            {
                var person = GetPerson(request.Person, user);
                session.Undo(person);
                return TypedResults.Ok(session.Look(person));
            })
            .WithName("undo").WithSummary("Undoes the last change of a person.");
        table.MapGet("/photographs/{label:int}/{index:int}", Photograph)
            .WithName("getPhotograph").WithSummary("Gets a thumbnail of a photograph of a seen class as a JPEG.")
            .Produces<Stream>(200, "image/jpeg").ProducesProblem(404);
    }

    /// <summary>Responds with status 400 if a change is not valid, and with 500 if it cannot be saved.</summary>
    private static async ValueTask<object?> RefuseAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (UsageException exception)
        {
            throw new BadHttpRequestException(exception.Message,
                exception.InnerException is IOException or UnauthorizedAccessException
                    ? StatusCodes.Status500InternalServerError : StatusCodes.Status400BadRequest, exception);
        }
    }

    /// <summary>Gets the person that a request names, or else the holder of its key.</summary>
    private static string GetPerson(string? given, ClaimsPrincipal user) =>
        given?.Trim() is { Length: > 0 } name ? name : user.Identity!.Name!;

    private static string Require(string? text, string name) =>
        text ?? throw new BadHttpRequestException($"The body has no {name}. See /openapi/v1.json.");

    private static FileContentHttpResult Photograph(AnnotationSession session, int label, int index) =>
        session.Photograph(label, index) is { } jpeg ? TypedResults.Bytes(jpeg, "image/jpeg")
            : throw new BadHttpRequestException(
                "There is no such photograph, or it cannot be read.", StatusCodes.Status404NotFound);

    /// <summary>The answer of a person.</summary>
    /// <param name="Class">name of the class</param>
    /// <param name="Attribute">name of the attribute</param>
    /// <param name="Value">the answer, within the attribute's range; null, or no value, clears it</param>
    /// <param name="Person">who answers; null or blank for the holder of the key</param>
    internal sealed record GivenAnswer(string? Class, string? Attribute, double? Value = null, string? Person = null);

    /// <summary>An attribute to add.</summary>
    /// <param name="Name">1 to 60 characters without control characters, the first a letter; not the name of an
    /// existing attribute, and not a name that tables use for another purpose, such as class, role, split, image or
    /// id</param>
    /// <param name="Question">the question that a value answers: one line of up to 200 characters, or null</param>
    /// <param name="Person">who adds it; null or blank for the holder of the key</param>
    internal sealed record NewAttribute(string? Name, string? Question = null, string? Person = null);

    /// <summary>Who undoes a change.</summary>
    /// <param name="Person">the person; null or blank for the holder of the key</param>
    internal sealed record UndoRequest(string? Person = null);
}
