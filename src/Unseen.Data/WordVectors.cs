using System.Globalization;
using System.Text.RegularExpressions;

namespace Unseen.Data;

/// <summary>Word vectors from a GloVe or word2vec text file. Only the vectors of the words in the given texts are
/// kept. Safe to call from several threads.</summary>
public sealed partial class WordVectors
{
    private readonly Dictionary<string, float[]> _vectors;

    private WordVectors(string path, Dictionary<string, float[]> vectors, IReadOnlyList<string> unknown)
    {
        Path = path;
        _vectors = vectors;
        Unknown = unknown;
        Width = vectors.Values.First().Length;
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>The length A of a vector.</summary>
    public int Width { get; }

    /// <summary>The words of the texts that have no vector in the file, in ordinal order.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Reads the vectors of the words in some texts.</summary>
    /// <param name="path">a text file with a word and its numbers on each line, separated by spaces; a first line of
    /// two whole numbers is a header</param>
    /// <param name="texts">the texts whose words are looked up, such as class names; case and punctuation do not
    /// matter</param>
    /// <exception cref="UnseenDataException">The file cannot be read, the vectors differ in length, a part of a vector
    /// is not a finite number, or no word of the texts has a vector.</exception>
    public static WordVectors Read(string path, IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var wanted = texts.SelectMany(GetWords).ToHashSet();
        Dictionary<string, float[]> found = [];
        try
        {
            var number = 0;
            foreach (var line in File.ReadLines(path))
            {
                number++;
                var end = line.IndexOf(' ', StringComparison.Ordinal);
                if (end <= 0 || (number == 1 && IsHeader(line)))
                    continue;
                var word = line[..end].ToLowerInvariant();
                if (wanted.Contains(word) && !found.ContainsKey(word))
                    found[word] = Parse(path, number, line[(end + 1)..], found.Values.FirstOrDefault()?.Length);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnseenDataException(
                path, $"the word vectors cannot be read: {FailureReason.Describe(exception)}.", exception);
        }

        return found.Count > 0
            ? new WordVectors(path, found, [.. wanted.Except(found.Keys).Order(StringComparer.Ordinal)])
            : throw new UnseenDataException(path,
                "none of the words is among the word vectors: "
                    + $"{string.Join(", ", wanted.Order(StringComparer.Ordinal).Take(5))}. Use other words, or other "
                    + "vectors.");
    }

    /// <summary>Computes the mean vector of the known words of a text; [A]. Null if no word is known.</summary>
    /// <param name="text">the text</param>
    public float[]? GetMean(string text)
    {
        float[][] known = [.. GetWords(text).Where(_vectors.ContainsKey).Select(word => _vectors[word])];
        return known.Length == 0 ? null
            : [.. Enumerable.Range(0, Width).Select(i => known.Average(vector => vector[i]))];
    }

    /// <summary>Gets the words of a text that have no vector in the file.</summary>
    internal IEnumerable<string> GetUnknown(string text) => GetWords(text).Where(Unknown.Contains).Distinct();

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();

    private static IEnumerable<string> GetWords(string text) =>
        Word().Matches(text.ToLowerInvariant()).Select(match => match.Value);

    private static bool IsHeader(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var count, var width] && int.TryParse(count, out _)
            && int.TryParse(width, out _);

    private static float[] Parse(string path, int line, string text, int? width)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var values = new float[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i])
                || !float.IsFinite(values[i]))
                throw new UnseenDataException(path, $"line {line}, number {i + 1}", "a finite number", $"'{parts[i]}'");
        return values.Length > 0 && (width is null || width == values.Length)
            ? values
            : throw new UnseenDataException(path, $"line {line}", width is null ? "a word and its numbers"
                : $"a word and {width} numbers", $"{values.Length} numbers");
    }
}
