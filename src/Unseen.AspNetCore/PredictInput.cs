using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Unseen.AspNetCore;

/// <summary>The content of a prediction request: an image as the body, a form with files, or JSON with images or
/// features.</summary>
/// <param name="Model">name of the model, null for the default</param>
/// <param name="Top">number of classes to return for each sample</param>
/// <param name="Nearest">number of similar training photographs to return for each sample</param>
/// <param name="ReturnFeatures">whether to return the features, which later requests can send instead of the
/// image</param>
/// <param name="Reject">fraction of photographs of known classes that may be refused, or null</param>
/// <param name="With">a class to add for this request only, or null</param>
/// <param name="Samples">the images and feature vectors, at least one</param>
internal sealed record PredictInput(
    string? Model, int Top, int Nearest, bool ReturnFeatures, double? Reject, NewClass? With,
    IReadOnlyList<PredictInput.Sample> Samples)
{
    /// <summary>The maximum number of classes that a request can ask for, for each sample.</summary>
    public const int MaxTop = 1000;

    /// <summary>The maximum number of training photographs that a request can ask for, for each sample.</summary>
    public const int MaxNearest = 24;

    private const int DefaultTop = 5;
    private const int MaxFieldBytes = 1 << 20;
    private const string DataUrlMark = ";base64,";
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { MaxDepth = 8 };

    /// <summary>Reads a request.</summary>
    /// <exception cref="BadHttpRequestException">The request does not have a documented form, or its body ends too
    /// early.</exception>
    /// <exception cref="JsonException">A body or field of JSON does not have a documented form.</exception>
    /// <exception cref="InvalidDataException">A form exceeds a limit, or compressed data is damaged.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    public static async Task<PredictInput> ReadAsync(
        HttpRequest request, PredictQuery query, int maxBatch)
    {
        var asked = Checked(query.Model, query.Top, query.Nearest, query.Features, query.Reject, with: null);
        // The middleware for decompression removes this header when it decodes the body. If the header is still there,
        // the body has not been decoded.
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
            throw new BadHttpRequestException("The content encoding must be gzip, deflate, br or identity.",
                StatusCodes.Status415UnsupportedMediaType);
        PredictInput read;
        try
        {
            read = await ReadBodyAsync(request, asked, maxBatch);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The body ended too early.", exception);
        }

        return read.Samples switch
        {
            [] => throw new BadHttpRequestException("The request has neither an image nor features."),
            [var only] => read with { Samples = [only with { Name = "" }] },
            _ => read,
        };
    }

    private static async Task<PredictInput> ReadBodyAsync(HttpRequest request, PredictInput asked, int maxBatch)
    {
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
        return type?.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/json" => await ReadJsonAsync(request, asked, maxBatch),
            "multipart/form-data" => await ReadFormAsync(request, type, asked, maxBatch),
            "application/octet-stream" => asked with { Samples = [await ReadImageAsync(request)] },
            { } media when media.StartsWith("image/", StringComparison.Ordinal) =>
                asked with { Samples = [await ReadImageAsync(request)] },
            _ => throw new BadHttpRequestException(
                "The content type must be image/*, application/octet-stream, multipart/form-data or application/json.",
                    StatusCodes.Status415UnsupportedMediaType),
        };
    }

    private static PredictInput Checked(
        string? model, int? top, int? nearest, bool? features, double? reject, NewClass? with)
    {
        if (top is < 1 or > MaxTop)
            throw new BadHttpRequestException($"top must be from 1 to {MaxTop}, but was {top}.");
        if (nearest is < 0 or > MaxNearest)
            throw new BadHttpRequestException($"nearest must be from 0 to {MaxNearest}, but was {nearest}.");
        if (reject is not (null or (> 0 and < 1)))
            throw new BadHttpRequestException(FormattableString.Invariant(
                $"reject must be greater than 0 and less than 1, such as 0.05, but was {reject}."));
        return new PredictInput(model, top ?? DefaultTop, nearest ?? 0, features ?? false, reject, with, []);
    }

    private static async Task<Sample> ReadImageAsync(HttpRequest request) =>
        new("image", await ReadAllAsync(request.Body, request.HttpContext.RequestAborted), null);

    private static async Task<PredictInput> ReadJsonAsync(
        HttpRequest request, PredictInput asked, int maxBatch)
    {
        var body = await JsonSerializer.DeserializeAsync<PredictRequest>(
            request.Body, _json, request.HttpContext.RequestAborted)
            ?? throw new BadHttpRequestException("The body must be a JSON object, but was null.");
        var read = Checked(body.Model ?? asked.Model, body.Top ?? asked.Top, body.Nearest ?? asked.Nearest,
            body.ReturnFeatures ?? asked.ReturnFeatures, body.Reject ?? asked.Reject, body.With);
        List<Sample> samples = [];
        foreach (var image in body.Images ?? [])
            samples.Add(new Sample($"image {samples.Count + 1}", Decoded(image), null));
        foreach (var features in Vectors(body.Features, maxBatch))
            samples.Add(new Sample($"features {samples.Count + 1}", null, features));
        RequireAtMost(samples.Count, maxBatch);
        return read with { Samples = samples };
    }

    private static byte[] Decoded(string? image)
    {
        var text = image.AsSpan();
        if (text.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
            && text.IndexOf(DataUrlMark, StringComparison.OrdinalIgnoreCase) is >= 0 and var mark)
            text = text[(mark + DataUrlMark.Length)..];
        if (image is null || !Base64.IsValid(text))
            throw new BadHttpRequestException("images must be base64 or data URLs in base64, but one is not.");
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Convert.TryFromBase64Chars(text, bytes, out var length) ? bytes[..length] : [];
    }

    /// <summary>Reads one vector or a list of vectors.</summary>
    private static List<float[]> Vectors(JsonElement? element, int maxBatch)
    {
        if (element is not { ValueKind: not JsonValueKind.Null } features)
            return [];
        if (features.ValueKind != JsonValueKind.Array)
            throw new BadHttpRequestException("features must be a list of numbers, or a list of such lists.");
        if (features.GetArrayLength() == 0)
            return [];
        if (features[0].ValueKind != JsonValueKind.Array)
            return [Numbers(features)];
        return features.GetArrayLength() <= maxBatch
            ? [.. features.EnumerateArray().Select(Numbers)]
            : throw new BadHttpRequestException(
                $"A request may have at most {maxBatch} images and features, but this one has "
                + $"{features.GetArrayLength()}.", StatusCodes.Status413PayloadTooLarge);
    }

    private static float[] Numbers(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw new BadHttpRequestException("features must be a list of numbers, or a list of such lists.");
        var numbers = new float[list.GetArrayLength()];
        var i = 0;
        foreach (var number in list.EnumerateArray())
            numbers[i++] = number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out var value)
                ? value
                : throw new BadHttpRequestException("features must be finite numbers, but one is not.");
        return numbers;
    }

    private static async Task<PredictInput> ReadFormAsync(
        HttpRequest request, MediaTypeHeaderValue type, PredictInput asked, int maxBatch)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 200)
            throw new BadHttpRequestException("The form's boundary must have 1 to 200 characters.");
        var reader = new MultipartReader(boundary, request.Body);
        List<Sample> samples = [];
        var cancellation = request.HttpContext.RequestAborted;
        while (await reader.ReadNextSectionAsync(cancellation) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                throw new BadHttpRequestException(
                    "Every part of the form needs a content disposition, but one has none.");
            if (disposition.IsFileDisposition())
            {
                RequireAtMost(samples.Count + 1, maxBatch);
                samples.Add(new Sample($"file {samples.Count + 1}", await ReadAllAsync(section.Body, cancellation),
                    null));
            }
            else if (disposition.Name.Value?.Trim('"') == "with")
            {
                var with = await ReadAllAsync(section.Body, cancellation);
                asked = with.Length <= MaxFieldBytes
                    ? asked with { With = JsonSerializer.Deserialize<NewClass>(with, _json) }
                    : throw new BadHttpRequestException(
                        "The field \"with\" is too long.", StatusCodes.Status413PayloadTooLarge);
            }
        }

        return asked with { Samples = samples };
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, cancellation);
        return buffer.ToArray();
    }

    private static void RequireAtMost(int count, int maxBatch)
    {
        if (count > maxBatch)
            throw new BadHttpRequestException(
                $"A request may have at most {maxBatch} images and features, but this one has more.",
                StatusCodes.Status413PayloadTooLarge);
    }

    /// <summary>One thing to recognise: an encoded image or its features.</summary>
    /// <param name="Name">its place in the request, such as "file 1"; empty if it is the only one</param>
    /// <param name="Image">the encoded image, or null</param>
    /// <param name="Features">its features, or null</param>
    internal sealed record Sample(string Name, byte[]? Image, float[]? Features);
}
