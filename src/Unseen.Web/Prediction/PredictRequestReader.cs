using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Unseen.Web.Classes;

namespace Unseen.Web.Prediction;

/// <summary>Reads prediction requests: an image as the body, a form of files, or JSON of images or features.</summary>
internal static class PredictRequestReader
{
    private const int DefaultTop = 5;
    private const int MostTop = 1000;
    private const int MostNearest = 24;
    private const int LongestField = 1 << 20;
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { MaxDepth = 8 };

    /// <summary>Reads a request's samples and what it wants to know.</summary>
    /// <exception cref="RequestException">The request is not of a documented form.</exception>
    public static async Task<(PredictQuery Query, IReadOnlyList<Sample> Samples)> ReadAsync(HttpRequest request, ServiceOptions options)
    {
        var query = Query(request.Query);
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
        var read = type?.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/json" => await ReadJsonAsync(request, query, options),
            "multipart/form-data" => await ReadFormAsync(request, type, query, options),
            { } media when media.StartsWith("image/", StringComparison.Ordinal) || media == "application/octet-stream" => (Query: query, Samples: (IReadOnlyList<Sample>)[new Sample("image", await ReadAllAsync(request.Body, request.HttpContext.RequestAborted), null)]),
            _ => throw new RequestException(StatusCodes.Status415UnsupportedMediaType, "the content type must be image/*, multipart/form-data or application/json, but was another."),
        };
        return read.Samples.Count > 0 ? read : throw new RequestException(400, "there must be an image or features, but was neither.");
    }

    private static PredictQuery Query(IQueryCollection query) => Checked(
        query["model"].FirstOrDefault(), Whole(query["top"].FirstOrDefault(), "top"), Whole(query["nearest"].FirstOrDefault(), "nearest"),
        query["features"].FirstOrDefault() is "true" or "1", with: null);

    private static PredictQuery Checked(string? model, int? top, int? nearest, bool features, NewClass? with)
    {
        if (top is < 1 or > MostTop)
            throw new RequestException(400, $"top must be from 1 to {MostTop}, but was {top}.");
        if (nearest is < 0 or > MostNearest)
            throw new RequestException(400, $"nearest must be from 0 to {MostNearest}, but was {nearest}.");
        return new PredictQuery(model, top ?? DefaultTop, nearest ?? 0, features, with);
    }

    private static int? Whole(string? text, string name) => text is null ? null
        : int.TryParse(text, out var value) ? value : throw new RequestException(400, $"{name} must be a whole number, but was not.");

    private static async Task<(PredictQuery Query, IReadOnlyList<Sample> Samples)> ReadJsonAsync(HttpRequest request, PredictQuery query, ServiceOptions options)
    {
        var body = await JsonSerializer.DeserializeAsync<PredictRequest>(request.Body, _json, request.HttpContext.RequestAborted)
            ?? throw new RequestException(400, "the body must be a JSON object, but was null.");
        var read = Checked(body.Model ?? query.Model, body.Top ?? query.Top, body.Nearest ?? query.Nearest, body.ReturnFeatures ?? query.ReturnFeatures, body.With);
        List<Sample> samples = [];
        foreach (var image in body.Images ?? [])
            samples.Add(new Sample($"image {samples.Count + 1}", Decoded(image), null));
        foreach (var features in Vectors(body.Features, options.MaxBatch))
            samples.Add(new Sample($"features {samples.Count + 1}", null, features));
        RequireFew(samples.Count, options);
        return (read, samples);
    }

    private static byte[] Decoded(string? image) => image is not null && Base64.IsValid(image)
        ? Convert.FromBase64String(image)
        : throw new RequestException(400, "images must be base64, but one was not.");

    /// <summary>One vector or a list of them.</summary>
    private static List<float[]> Vectors(JsonElement? element, int most)
    {
        if (element is not { ValueKind: not JsonValueKind.Null } features)
            return [];
        if (features.ValueKind != JsonValueKind.Array)
            throw new RequestException(400, "features must be a list of numbers or a list of such lists, but were not.");
        if (features.GetArrayLength() == 0)
            return [];
        if (features[0].ValueKind != JsonValueKind.Array)
            return [Numbers(features)];
        return features.GetArrayLength() <= most
            ? [.. features.EnumerateArray().Select(Numbers)]
            : throw new RequestException(StatusCodes.Status413PayloadTooLarge, $"a request must have at most {most} images and features, but had {features.GetArrayLength()}.");
    }

    private static float[] Numbers(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw new RequestException(400, "features must be a list of numbers or a list of such lists, but were not.");
        var numbers = new float[list.GetArrayLength()];
        var i = 0;
        foreach (var number in list.EnumerateArray())
            numbers[i++] = number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out var value)
                ? value
                : throw new RequestException(400, "features must be numbers, but one was not.");
        return numbers;
    }

    private static async Task<(PredictQuery Query, IReadOnlyList<Sample> Samples)> ReadFormAsync(HttpRequest request, MediaTypeHeaderValue type, PredictQuery query, ServiceOptions options)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 200)
            throw new RequestException(400, "the form must have a boundary of 1 to 200 characters, but had another.");
        var reader = new MultipartReader(boundary, request.Body);
        List<Sample> samples = [];
        var cancellation = request.HttpContext.RequestAborted;
        while (await reader.ReadNextSectionAsync(cancellation) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                throw new RequestException(400, "every part of the form must have a content disposition, but one has none.");
            if (disposition.IsFileDisposition())
            {
                RequireFew(samples.Count + 1, options);
                samples.Add(new Sample($"file {samples.Count + 1}", await ReadAllAsync(section.Body, cancellation), null));
            }
            else if (disposition.Name.Value?.Trim('"') == "with")
            {
                var with = await ReadAllAsync(section.Body, cancellation);
                query = query with { With = with.Length <= LongestField ? JsonSerializer.Deserialize<NewClass>(with, _json) : throw new RequestException(413, "with is too long.") };
            }
        }

        return (query, samples);
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, cancellation);
        return buffer.ToArray();
    }

    private static void RequireFew(int count, ServiceOptions options)
    {
        if (count > options.MaxBatch)
            throw new RequestException(StatusCodes.Status413PayloadTooLarge, $"a request must have at most {options.MaxBatch} images and features, but had more.");
    }
}
