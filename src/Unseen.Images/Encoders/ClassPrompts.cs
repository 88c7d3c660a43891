using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Unseen.Data;

namespace Unseen.Images.Encoders;

/// <summary>The texts that describe classes: templates with a placeholder for the class name, and texts for individual
/// classes. The vector of a class is the mean of the vectors of its texts.</summary>
public sealed record ClassPrompts
{
    /// <summary>The placeholder for the class name in a template.</summary>
    public const string NamePlaceholder = "{name}";

    private const string TemplatesKey = "templates", SynonymsKey = "synonyms", TextsKey = "texts";

    /// <summary>The default template: "a photo of a {name}."</summary>
    public const string DefaultTemplate = $"a photo of a {NamePlaceholder}.";

    /// <summary>The templates, with {name} for the class name; default <see cref="DefaultTemplate"/>. They are used
    /// for classes that <see cref="Texts"/> does not contain.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [DefaultTemplate];

    /// <summary>The names that replace {name}, one or more for each class name; default none. For a class that is not
    /// listed, its own name is used, with spaces instead of dashes and underscores.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Synonyms { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The texts of individual classes by class name, with or without {name}; default none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Texts { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Reads texts from a JSON file. The file contains a list of templates, an object with one text or a list
    /// of texts for each class name, or an object with "templates", "synonyms" and "texts", each of which is
    /// optional.</summary>
    /// <param name="path">the path of the file</param>
    /// <exception cref="ImageDataException">The file cannot be read, or does not have this form.</exception>
    public static ClassPrompts Read(string path)
    {
        try
        {
            return JsonNode.Parse(FileContents.ReadText(path), documentOptions: EncoderFolder.JsonOptions) switch
            {
                JsonArray templates => new ClassPrompts { Templates = GetList(templates) }.Validated(path),
                JsonObject parts when parts.Any(part => part.Key == TemplatesKey && part.Value is JsonArray)
                    || parts.Any(part => part.Key is SynonymsKey or TextsKey && part.Value is JsonObject)
                    || (parts.Count > 0 && parts.All(part => part.Key is TemplatesKey or SynonymsKey or TextsKey)) =>
                    ReadParts(parts).Validated(path),
                JsonObject texts => new ClassPrompts { Texts = ReadTexts(texts) }.Validated(path),
                _ => throw new JsonException("it is neither an object nor a list"),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ImageDataException(path,
                $"{FailureReason.Describe(exception)}. The file must contain an object of class names and their "
                    + "texts, or a list of templates", exception);
        }
    }

    /// <summary>Gets the texts of a class: its entry in <see cref="Texts"/> or, if there is none, the templates with
    /// the names of the class. Case, blanks, dashes and underscores are ignored when the name is looked up.</summary>
    /// <param name="name">the name of the class</param>
    public IReadOnlyList<string> TextsFor(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var spokenNames = Find(Synonyms, name) ?? [name.Replace('_', ' ').Replace('-', ' ').Trim()];
        return
        [
            .. from text in Find(Texts, name) ?? Templates
               from spoken in text.Contains(NamePlaceholder, StringComparison.Ordinal) ? spokenNames
                   : spokenNames.Take(1)
               select text.Replace(NamePlaceholder, spoken, StringComparison.Ordinal),
        ];
    }

    /// <summary>Gets the names for which the templates are used, since <see cref="Texts"/> does not contain
    /// them.</summary>
    /// <param name="names">class names</param>
    public IReadOnlyList<string> WithoutTexts(IEnumerable<string> names) =>
        [.. names.Where(name => Find(Texts, name) is null)];

    /// <summary>Computes the vector of every class: the mean of the unit-length vectors of its texts, scaled to unit
    /// length.</summary>
    /// <param name="generator">computes the vectors of texts, for example a <see cref="TextEncoder"/></param>
    /// <param name="names">[C] the class names</param>
    /// <param name="cancellation">passed to the generator, which decides when it stops</param>
    /// <returns>[C, A] the vectors</returns>
    /// <exception cref="ArgumentException"><paramref name="names"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">A class has no text, or the generator does not return one vector for
    /// each text, all of one length and with finite values.</exception>
    public async Task<FeatureMatrix> EncodeAsync(
        IEmbeddingGenerator<string, Embedding<float>> generator, IReadOnlyList<string> names,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(names);
        Require.That(names.Count > 0, nameof(names), "at least one", 0);
        var vectors = new List<float[]>();
        foreach (var name in names)
        {
            var texts = TextsFor(name);
            if (texts.Count == 0)
                throw new InvalidOperationException($"The class '{name}' has no text.");
            var generated = await generator.GenerateAsync(texts, cancellationToken: cancellation).ConfigureAwait(false);
            float[][] textVectors = [.. generated.Select(one => one.Vector.ToArray())];
            var width = vectors is [var first, ..] ? first.Length
                : textVectors is [{ Length: var length }, ..] ? length : 0;
            if (textVectors.Length != texts.Count
                || Array.Exists(textVectors, vector => vector.Length != width || !IsFinite(vector)))
                throw new InvalidOperationException($"The generator must return one vector of finite numbers for each "
                    + $"text, all of one length, but did not for the class '{name}'.");
            vectors.Add(UnitMean(textVectors));
        }

        return new FeatureMatrix([.. vectors.SelectMany(vector => vector)], names.Count, vectors[0].Length);
    }

    private static bool IsFinite(float[] vector) =>
        System.Numerics.Tensors.TensorPrimitives.IsFiniteAll<float>(vector);

    private static float[] UnitMean(IEnumerable<float[]> vectors)
    {
        float[]? sum = null;
        foreach (var vector in vectors)
        {
            Inference.FeatureScaling.L2.Apply(vector, vector);
            if (sum is null)
                sum = vector;
            else
                System.Numerics.Tensors.TensorPrimitives.Add(sum, vector, sum);
        }

        Inference.FeatureScaling.L2.Apply(sum, sum);
        return sum!;
    }

    private static ClassPrompts ReadParts(JsonObject json)
    {
        if (json.FirstOrDefault(part => part.Key is not (TemplatesKey or SynonymsKey or TextsKey)).Key is { } other)
            throw new JsonException($"'{other}' is none of {TemplatesKey}, {SynonymsKey} and {TextsKey}");
        var prompts = new ClassPrompts();
        return prompts with
        {
            Templates = json[TemplatesKey] is { } templates ? GetList(templates) : prompts.Templates,
            Synonyms = ReadPart(json, SynonymsKey) ?? prompts.Synonyms,
            Texts = ReadPart(json, TextsKey) ?? prompts.Texts,
        };
    }

    private static Dictionary<string, IReadOnlyList<string>>? ReadPart(JsonObject json, string key) => json[key] switch
    {
        null => null,
        JsonObject texts => ReadTexts(texts),
        _ => throw new JsonException($"'{key}' is not an object of class names"),
    };

    private static Dictionary<string, IReadOnlyList<string>> ReadTexts(JsonObject texts) =>
        texts.ToDictionary(text => text.Key, text => GetList(text.Value));

    /// <summary>Finds the entry of a name, ignoring case, blanks, dashes and underscores.</summary>
    private static IReadOnlyList<string>? Find(
        IReadOnlyDictionary<string, IReadOnlyList<string>> texts, string name) => texts.GetValueOrDefault(name)
        ?? texts.FirstOrDefault(text => Spelling(text.Key) == Spelling(name)).Value;

    private ClassPrompts Validated(string path) =>
        Templates.Count == 0 || Texts.Concat(Synonyms).Any(text => text.Value.Count == 0)
            ? throw new ImageDataException(path, "texts", "at least one for every class", "an empty list")
            : Templates.FirstOrDefault(one => !one.Contains(NamePlaceholder, StringComparison.Ordinal)) is { } bad
                ? throw new ImageDataException(path, "template", $"a text with {NamePlaceholder}", $"'{bad}'") : this;

    private static IReadOnlyList<string> GetList(JsonNode? node) => node switch
    {
        JsonArray many => [.. many.Select(one => (string?)one ?? throw new JsonException("a text is null"))],
        null => throw new JsonException("a text is null"),
        _ => [(string)node!],
    };

    private static string Spelling(string name)
    {
        var spelling = string.Concat(NormalForm.Compose(name).Where(c => c is not ('-' or '_')
            && !char.IsWhiteSpace(c))).ToLowerInvariant();
        return spelling.Length > 0 ? spelling : name;
    }
}
