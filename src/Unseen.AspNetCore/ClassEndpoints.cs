using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Unseen.Extensions.Hosting;
using Unseen.Inference;

namespace Unseen.AspNetCore;

/// <summary>Maps the endpoints /models and /classes.</summary>
internal static class ClassEndpoints
{
    private const string AttributesKey = "attributes";
    private const string Tag = "Classes";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/models", (UnseenModels models) => TypedResults.Ok(models.All.Select(Summary).ToArray()))
            .WithName("listModels").WithTags(Tag).WithSummary("The models served, the default first.");
        app.MapGet("/classes", (UnseenModels models, string? model) =>
                TypedResults.Ok(List(models.Require(model).Model)))
            .WithName("listClasses").WithTags(Tag)
            .WithSummary("The classes of a model, in its order, and whether training had images of them.")
            .ProducesProblem(404);
    }

    /// <summary>Maps the endpoints that change classes.</summary>
    /// <param name="app">receives the endpoints</param>
    /// <returns>the group of these endpoints</returns>
    public static RouteGroupBuilder MapChanges(IEndpointRouteBuilder app)
    {
        var changes = app.MapGroup("/classes").WithTags(Tag).ProducesProblem(404).ProducesProblem(409);
        changes.MapPost("", (HttpRequest request, UnseenModels models, NewClass described, string? model) =>
                Add(request, models, described, model)).WithName("addClass")
            .WithSummary("Adds a class by its description alone: a descriptor, or shares of known classes.")
            .ProducesProblem(400);
        changes.MapPatch("/{name}", Rename).WithName("renameClass").WithSummary("Renames a class.")
            .ProducesProblem(400);
        changes.MapDelete("/{name}", Remove).WithName("removeClass").WithSummary("Removes a class.");
        return changes;
    }

    private static Created<ClassEntry> Add(
        HttpRequest request, UnseenModels models, NewClass described, string? model)
    {
        var hosted = models.Require(model);
        var changed = Change(hosted, described.AddTo);
        return TypedResults.Created(
            $"{request.PathBase}{request.Path}?model={Uri.EscapeDataString(hosted.Name)}",
            new ClassEntry(changed.ClassNames[^1], Seen: false));
    }

    private static Ok<ClassEntry> Rename(
        HttpContext context, UnseenModels models, string name, NewName renamed, string? model)
    {
        var newName = ClassName.Check(renamed.Name);
        var label = -1;
        var changed = Change(models.Require(model), current =>
        {
            label = GetLabel(current, PathName.Decode(name, context));
            ClassName.RequireFree(newName, current.ClassNames.Where((_, c) => c != label));
            return newName == current.ClassNames[label] ? current
                : current.WithClassRenamed(current.ClassNames[label], newName);
        });
        return TypedResults.Ok(new ClassEntry(newName, changed.IsSeen[label]));
    }

    private static NoContent Remove(HttpContext context, UnseenModels models, string name, string? model)
    {
        Change(models.Require(model), current =>
        {
            var label = GetLabel(current, PathName.Decode(name, context));
            return current.ClassNames.Count > 1
                ? current.WithoutClass(current.ClassNames[label])
                : throw new BadHttpRequestException(
                    "This is the model's only class; it cannot be removed.", StatusCodes.Status409Conflict);
        });
        return TypedResults.NoContent();
    }

    /// <summary>Changes a model.</summary>
    /// <returns>the changed model</returns>
    /// <exception cref="BadHttpRequestException">The model's file was replaced or removed, or cannot be loaded (status
    /// 409), or the file cannot be written (status 500). The served model is not changed then.</exception>
    public static UnseenModel Change(HostedModel model, Func<UnseenModel, UnseenModel> change)
    {
        try
        {
            return model.Change(change);
        }
        catch (ModelFileException exception)
        {
            throw new BadHttpRequestException(ProblemAnswers.Format("", exception.Problem.TrimEnd('.')),
                StatusCodes.Status409Conflict, exception);
        }
        catch (Exception exception) when (
            exception is (IOException or UnauthorizedAccessException) and not BadHttpRequestException)
        {
            throw new BadHttpRequestException(
                "The model's file cannot be written, so nothing was changed; the service's log says why.",
                StatusCodes.Status500InternalServerError, exception);
        }
    }

    private static int GetLabel(UnseenModel model, string name) =>
        ClassName.IndexIn(model.ClassNames, name) is >= 0 and var label ? label
            : throw new BadHttpRequestException("The model has no class of this name.", StatusCodes.Status404NotFound);

    private static ModelSummary Summary(HostedModel hosted)
    {
        var model = hosted.Model;
        return new ModelSummary(
            hosted.Name, model.ClassNames.Count, model.IsSeen.Count(seen => !seen), model.FeatureWidth,
                hosted.TakesImages, model.DescriptorWidth,
            GetAttributes(model), model.Calibration is not null, model.KnownFit is not null);
    }

    private static string[]? GetAttributes(UnseenModel model)
    {
        try
        {
            return model.Metadata.TryGetValue(AttributesKey, out var names)
                ? JsonSerializer.Deserialize<string[]>(names) : null;
        }
        catch (JsonException)
        {
            return null; // the names only describe the model, which predicts without them
        }
    }

    private static ClassEntry[] List(UnseenModel model) =>
        [.. model.ClassNames.Select((name, c) => new ClassEntry(name, model.IsSeen[c]))];

    /// <summary>A class of a model.</summary>
    /// <param name="Class">its name</param>
    /// <param name="Seen">whether training had images of it</param>
    internal sealed record ClassEntry(string Class, bool Seen);

    /// <summary>Another name for a class.</summary>
    /// <param name="Name">1 to 100 characters, without slashes, backslashes, angle brackets, control characters or
    /// invisible characters</param>
    internal sealed record NewName(string Name);

    /// <summary>A model in a list.</summary>
    /// <param name="Name">its name in requests</param>
    /// <param name="Classes">number of classes</param>
    /// <param name="Unseen">number of these classes that training had no image of</param>
    /// <param name="FeatureWidth">number of features D of an image</param>
    /// <param name="TakesImages">whether it takes photographs; if false, it takes only features</param>
    /// <param name="DescriptorWidth">length A of the descriptor of a new class, or null if classes cannot be added by
    /// descriptors</param>
    /// <param name="Attributes">names of the numbers in a descriptor, or null if unknown</param>
    /// <param name="Calibrated">whether its probabilities are calibrated on validation images</param>
    /// <param name="Refuses">whether it can recognise that a photograph shows none of its classes</param>
    internal sealed record ModelSummary(
        string Name, int Classes, int Unseen, int FeatureWidth, bool TakesImages, int? DescriptorWidth,
            IReadOnlyList<string>? Attributes, bool Calibrated, bool Refuses);
}
