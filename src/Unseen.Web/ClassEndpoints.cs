using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Unseen.Inference;

namespace Unseen.Web;

/// <summary>/v1/models and /v1/classes.</summary>
internal static class ClassEndpoints
{
    private const string AttributesKey = "attributes";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/models", (ModelCatalog catalog) => catalog.All.Select(Summary))
            .WithSummary("The models served, the default first.");
        app.MapGet("/v1/classes", (ModelCatalog catalog, string? model) => List(catalog.Find(model).Current.Model))
            .WithSummary("The classes of a model, in its order, and whether training had images of them.");
        app.MapPost("/v1/classes", (ModelCatalog catalog, NewClass described, string? model) =>
            {
                var host = catalog.Find(model);
                var changed = host.Change(described.AddTo);
                return Results.Created($"/v1/classes?model={host.Name}",
                    new ClassEntry(changed.ClassNames[^1], Seen: false));
            })
            .AddEndpointFilter<ApiKey>().WithSummary(
                "Adds a class by its description alone: a descriptor, or shares of known classes. Needs the key.")
            .Produces<ClassEntry>(StatusCodes.Status201Created).ProducesProblem(400).ProducesProblem(401)
                .ProducesProblem(409);
        app.MapDelete("/v1/classes/{name}", (ModelCatalog catalog, string name, string? model) =>
            {
                catalog.Find(model).Change(current => Without(current, name));
                return Results.NoContent();
            })
            .AddEndpointFilter<ApiKey>().WithSummary("Removes a class. Needs the key.").ProducesProblem(401)
                .ProducesProblem(404);
    }

    private static ModelSummary Summary(ModelHost host)
    {
        var model = host.Current.Model;
        return new ModelSummary(
            host.Name, model.ClassNames.Count, model.IsSeen.Count(seen => !seen), model.FeatureWidth,
                host.Current.Features is not null, model.DescriptorWidth,
            model.Metadata.TryGetValue(AttributesKey, out var attributes)
                ? JsonSerializer.Deserialize<string[]>(attributes) : null);
    }

    private static IEnumerable<ClassEntry> List(UnseenModel model) =>
        model.ClassNames.Select((name, c) => new ClassEntry(name, model.IsSeen[c]));

    private static UnseenModel Without(UnseenModel model, string name)
    {
        if (!model.ClassNames.Contains(name))
            throw new BadHttpRequestException("The model has no class of this name.", StatusCodes.Status404NotFound);
        return model.ClassNames.Count > 1
            ? model.WithoutClass(name)
            : throw new BadHttpRequestException(
                "This is the model's only class; it cannot be removed.", StatusCodes.Status409Conflict);
    }

    /// <summary>A class of a model.</summary>
    /// <param name="Class">its name</param>
    /// <param name="Seen">whether training had images of it</param>
    internal sealed record ClassEntry(string Class, bool Seen);

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
