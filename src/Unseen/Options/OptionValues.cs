using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unseen.Options;

/// <summary>
/// The values of numeric options by name, in the ordinal order of the names. Immutable. Two instances are equal if they
/// contain the same names and values.
/// </summary>
[JsonConverter(typeof(Converter))]
[SuppressMessage("Naming", "CA1710", Justification = "OptionValues says that it is a collection.")]
public sealed class OptionValues : IReadOnlyDictionary<string, double>, IEquatable<OptionValues>
{
    private readonly SortedList<string, double> _values = new(StringComparer.Ordinal);

    /// <summary>An instance without values.</summary>
    public static OptionValues None { get; } = new([]);

    /// <summary>Creates an instance from names and values.</summary>
    /// <param name="values">the names and values, each name once</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public OptionValues(IEnumerable<KeyValuePair<string, double>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var (name, value) in values)
            _values.Add(name, value);
    }

    /// <inheritdoc/>
    public double this[string key] => _values[key];

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _values.Keys;

    /// <inheritdoc/>
    public IEnumerable<double> Values => _values.Values;

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <summary>Finds the value of an option; null if there is none.</summary>
    public double? Find(string name) => _values.TryGetValue(name, out var value) ? value : null;

    /// <summary>Returns a copy with another value for one option.</summary>
    /// <param name="name">the name of the option</param>
    /// <param name="value">the value of the option; null returns this instance unchanged</param>
    public OptionValues With(string name, double? value) =>
        value is { } number ? new(_values.Where(pair => pair.Key != name).Append(KeyValuePair.Create(name, number)))
            : this;

    /// <summary>Returns a copy with additional values, which replace values of the same name.</summary>
    /// <param name="others">the names and values to add</param>
    public OptionValues With(IEnumerable<KeyValuePair<string, double>> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return others.Aggregate(this, (values, other) => values.With(other.Key, other.Value));
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _values.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, out double value) => _values.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(OptionValues? other) => other is not null && _values.SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OptionValues);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _values.Aggregate(0, (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _values.Select(pair => $"{pair.Key} {pair.Value}"));

    private sealed class Converter : JsonConverter<OptionValues>
    {
        public override OptionValues Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<Dictionary<string, double>>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, OptionValues value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new SortedDictionary<string, double>(
                value._values, StringComparer.Ordinal), options);
    }
}
