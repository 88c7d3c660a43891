using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Unseen.Inference;
using Unseen.Web.Hosting;

namespace Unseen.Web;

/// <summary>/v1/models and /v1/classes.</summary>
internal static class ClassEndpoints
{
    private const string AttributesKey = "attributes";
    private const string Tag = "Classes";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/models", (ModelCatalog catalog) => TypedResults.Ok(catalog.All.Select(Summary).ToArray()))
            .WithName("listModels").WithTags(Tag).WithSummary("The models served, the default first.");
        app.MapGet("/classes", (ModelCatalog catalog, string? model) =>
                TypedResults.Ok(List(catalog.Find(model).Current.Model)))
            .WithName("listClasses").WithTags(Tag)
            .WithSummary("The classes of a model, in its order, and whether training had images of them.")
            .ProducesProblem(404);
        var changes = app.MapGroup("/classes").RequireAuthorization(KeyAuthentication.MayChange).WithTags(Tag)
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        changes.MapPost("", Add).WithName("addClass")
            .WithSummary("Adds a class by its description alone: a descriptor, or shares of known classes.")
            .ProducesProblem(400);
        changes.MapPatch("/{name}", Rename).WithName("renameClass").WithSummary("Gives a class another name.")
            .ProducesProblem(400);
        changes.MapDelete("/{name}", Remove).WithName("removeClass").WithSummary("Removes a class.");
    }

    private static Created<ClassEntry> Add(
        HttpRequest request, ModelCatalog catalog, NewClass described, string? model)
    {
        var host = catalog.Find(model);
        var changed = host.Change(described.AddTo);
        return TypedResults.Created($"{request.PathBase}{Pipeline.Api}/classes?model={host.Name}",
            new ClassEntry(changed.ClassNames[^1], Seen: false));
    }

    private static Ok<ClassEntry> Rename(ModelCatalog catalog, string name, NewName renamed, string? model)
    {
        var newName = ClassName.Check(renamed.Name);
        var label = -1;
        var changed = catalog.Find(model).Change(current =>
        {
            label = LabelOf(current, name);
            ClassName.RequireFree(newName, current.ClassNames.Where((_, c) => c != label));
            return newName == current.ClassNames[label] ? current
                : current.WithClassRenamed(current.ClassNames[label], newName);
        });
        return TypedResults.Ok(new ClassEntry(newName, changed.IsSeen[label]));
    }

    private static NoContent Remove(ModelCatalog catalog, string name, string? model)
    {
        catalog.Find(model).Change(current =>
        {
            var label = LabelOf(current, name);
            return current.ClassNames.Count > 1
                ? current.WithoutClass(current.ClassNames[label])
                : throw new BadHttpRequestException(
                    "This is the model's only class; it cannot be removed.", StatusCodes.Status409Conflict);
        });
        return TypedResults.NoContent();
    }

    private static int LabelOf(UnseenModel model, string name) =>
        ClassName.IndexIn(model.ClassNames, name) is >= 0 and var label ? label
            : throw new BadHttpRequestException("The model has no class of this name.", StatusCodes.Status404NotFound);

    private static ModelSummary Summary(ModelHost host)
    {
        var model = host.Current.Model;
        return new ModelSummary(
            host.Name, model.ClassNames.Count, model.IsSeen.Count(seen => !seen), model.FeatureWidth,
                host.Current.Features is not null, model.DescriptorWidth,
            model.Metadata.TryGetValue(AttributesKey, out var attributes)
                ? JsonSerializer.Deserialize<string[]>(attributes) : null);
    }

    private static ClassEntry[] List(UnseenModel model) =>
        [.. model.ClassNames.Select((name, c) => new ClassEntry(name, model.IsSeen[c]))];

    /// <summary>A class of a model.</summary>
    /// <param name="Class">its name</param>
    /// <param name="Seen">whether training had images of it</param>
    internal sealed record ClassEntry(string Class, bool Seen);

    /// <summary>Another name for a class.</summary>
    /// <param name="Name">1 to 100 characters, none of them a control character, a slash, a backslash or an angle
    /// bracket</param>
    internal sealed record NewName(string Name);

    /// <summary>A model in a list.</summary>
    /// <param name="Name">what requests call it</param>
    /// <param name="Classes">classes that it tells apart</param>
    /// <param name="Unseen">of these, classes that training had no image of</param>
    /// <param name="FeatureWidth">features D of an image</param>
    /// <param name="TakesImages">whether it takes photographs, or features alone</param>
    /// <param name="DescriptorWidth">numbers A that describe a class to be added, or null if none can be added</param>
    /// <param name="Attributes">names of these numbers, or null if unknown</param>
    internal sealed record ModelSummary(
        string Name, int Classes, int Unseen, int FeatureWidth, bool TakesImages, int? DescriptorWidth,
            IReadOnlyList<string>? Attributes);
}
