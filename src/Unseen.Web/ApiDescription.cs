using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Unseen.AspNetCore;
using Unseen.Web.Describing;
using Unseen.Web.Hosting;

namespace Unseen.Web;

/// <summary>Adds to /openapi/v1.json what ASP.NET Core does not derive from the endpoints.</summary>
internal static class ApiDescription
{
    private const string KeyScheme = "ApiKey";
    private const string BearerScheme = "Bearer";
    private static readonly string[] _imageTypes =
        ["application/octet-stream", "image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp", "image/tiff"];

    private static readonly OpenApiTag[] _tags =
    [
        new() { Name = "Predictions", Description = "Names the classes of images or features." },
        new() { Name = "Classes", Description = "The models, and their classes, which can be changed." },
        new() { Name = "Results", Description = "How models were trained, and how good they are." },
        new() { Name = DescribeEndpoints.Tag, Description = "The attribute table of a project, to be filled in." },
        new() { Name = "Monitoring", Description = "For load balancers and process managers." },
    ];

    public static void Add(IServiceCollection services) => services.AddOpenApi(openApi =>
    {
        openApi.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        openApi.AddDocumentTransformer((document, context, _) =>
        {
            Describe(document, context.ApplicationServices.GetRequiredService<ServiceOptions>());
            return Task.CompletedTask;
        });
        openApi.AddOperationTransformer(DescribeAsync);
        openApi.AddSchemaTransformer((schema, context, _) =>
        {
            Describe(schema, context);
            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiDocument document, ServiceOptions options)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Unseen",
            Version = "v1",
            Description = "Recognises classes nobody has a picture of.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new OpenApiServer { Url = options.PathBase ?? "/" }];
        document.AddComponent(KeyScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = KeyAuthentication.Header,
            Description = "A key that the command unseen key created.",
        });
        document.AddComponent(BearerScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The same key as a bearer token.",
        });
        document.Tags =
            _tags.Where(tag => tag.Name != DescribeEndpoints.Tag || options.Project is not null).ToHashSet();
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context,
        CancellationToken cancellation)
    {
        var policies = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>()
            .Select(data => data.Policy).ToArray();
        operation.Security = GetSecurity(policies, context);
        if (operation.OperationId is PredictEndpoint.AnyId or PredictEndpoint.ImageId or PredictEndpoint.FormId)
            operation.RequestBody = await PredictBodyAsync(operation.OperationId, context, cancellation);
        else if (operation.OperationId is AdaptationEndpoints.PhotographsId or TeachEndpoint.Id)
            operation.RequestBody = await PredictBodyAsync(PredictEndpoint.AnyId, context, cancellation);
        else if (operation.OperationId == ReviewEndpoint.Id)
            operation.RequestBody = await PredictBodyAsync(PredictEndpoint.ImageId, context, cancellation);
    }

    /// <summary>Gets the security schemes of an operation; an empty one means that no key is needed.</summary>
    private static List<OpenApiSecurityRequirement> GetSecurity(
        string?[] policies, OpenApiOperationTransformerContext context)
    {
        if (policies.Length == 0)
            return [[]];
        var required = policies.Contains(KeyAuthentication.MayChange)
            || context.ApplicationServices.GetRequiredService<ServiceOptions>().RequireKey;
        return
        [
            .. required ? (OpenApiSecurityRequirement[])[] : [[]],
            .. new[] { KeyScheme, BearerScheme }.Select(scheme => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(scheme, context.Document)] = []
            }),
        ];
    }

    private static async Task<OpenApiRequestBody> PredictBodyAsync(
        string id, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var document = context.Document!;
        document.AddComponent(nameof(PredictRequest), await context.GetOrCreateSchemaAsync(
            typeof(PredictRequest), cancellationToken: cancellation));
        document.AddComponent(nameof(NewClass), await context.GetOrCreateSchemaAsync(
            typeof(NewClass), cancellationToken: cancellation));
        var binary = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        var form = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "file" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["file"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = binary,
                    MinItems = 1,
                    Description = "Images, one per part."
                },
                ["with"] = new OpenApiSchemaReference(nameof(NewClass), document),
            },
        };
        Dictionary<string, OpenApiMediaType> content = [];
        if (id is PredictEndpoint.AnyId)
            content["application/json"] = new OpenApiMediaType
            {
                Schema = new OpenApiSchemaReference(nameof(PredictRequest), document),
                Example = JsonNode.Parse("""{"features":[[0.1,0.7,0.2]],"top":3}"""),
            };
        if (id is PredictEndpoint.AnyId or PredictEndpoint.FormId)
            content["multipart/form-data"] = new OpenApiMediaType { Schema = form };
        if (id is PredictEndpoint.AnyId or PredictEndpoint.ImageId)
            foreach (var type in _imageTypes)
                content[type] = new OpenApiMediaType { Schema = binary };
        return new OpenApiRequestBody { Required = true, Content = content };
    }

    private static void Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        // The property takes one vector or several, for which C# has no type.
        if (context.JsonPropertyInfo is not { Name: "features" } property
            || property.DeclaringType != typeof(PredictRequest))
            return;
        var numbers = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = new OpenApiSchema { Type = JsonSchemaType.Number },
        };
        schema.OneOf = [numbers, new OpenApiSchema { Type = JsonSchemaType.Array, Items = numbers }];
    }
}
