using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unseen.Options;

/// <summary>
/// An option of an options record, described by its <see cref="OptionAttribute"/>. Immutable and thread-safe.
/// </summary>
public sealed class OptionDescription
{
    /// <summary>The text for a value that is chosen automatically.</summary>
    public const string Auto = "auto";

    private readonly OptionAttribute _attribute;
    private readonly PropertyInfo[] _path; // properties that lead to the nested record, then the option's property
    private readonly PropertyInfo? _when;
    private readonly Type _type;

    private OptionDescription(OptionAttribute attribute, string prefix, PropertyInfo[] path, PropertyInfo? when)
    {
        (_attribute, _path, _when) = (attribute, path, when);
        var declared = path[^1].PropertyType;
        _type = Nullable.GetUnderlyingType(declared) ?? declared;
        IsNullable = _type != declared;
        Name = Prefixed(prefix, attribute.Name ?? JsonNamingPolicy.CamelCase.ConvertName(path[^1].Name));
        Alias = attribute.Alias is { } alias ? Prefixed(prefix, alias) : null;
        Kind = _type == typeof(bool) ? OptionKind.Switch
            : _type.IsEnum ? OptionKind.Choice
            : _type == typeof(int) ? IsNullable ? OptionKind.WholeOrAuto : OptionKind.Whole
            : _type == typeof(string) ? OptionKind.Text
            : IsNullable ? OptionKind.NumberOrAuto : OptionKind.Number;
        Choices = _type.IsEnum ? Names.Get(_type) : [];
    }

    /// <summary>
    /// The name in configurations and sweeps, in camelCase. The flag is the same name in kebab-case.
    /// </summary>
    public string Name { get; }

    /// <summary>An older name that is still accepted, or null.</summary>
    public string? Alias { get; }

    /// <summary>What the option does, in one sentence.</summary>
    public string Description => _attribute.Description;

    /// <summary>The symbol in reports, such as σ; the name if there is no symbol.</summary>
    public string Symbol => _attribute.Symbol ?? Name;

    /// <summary>Whether all runs of a comparison must have the same value.</summary>
    public bool IsShared => _attribute.IsShared;

    /// <summary>Whether the short help lists the option.</summary>
    public bool IsCommon => _attribute.IsCommon;

    /// <summary>The kind of the option's value.</summary>
    public OptionKind Kind { get; }

    /// <summary>The names to choose from if the kind is <see cref="OptionKind.Choice"/>; otherwise empty.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <summary>Whether the value can be null, which means that it is chosen automatically or set elsewhere.</summary>
    public bool IsNullable { get; }

    /// <summary>The allowed values, such as "at least 1", or null if all are allowed.</summary>
    public string? Range
    {
        get
        {
            static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
            var (atLeast, moreThan, atMost, lessThan) =
                (_attribute.AtLeast, _attribute.MoreThan, _attribute.AtMost, _attribute.LessThan);
            var low = double.IsFinite(atLeast) ? $"at least {Number(atLeast)}" : double.IsFinite(moreThan)
                ? $"greater than {Number(moreThan)}" : null;
            var high = double.IsFinite(atMost) ? $"at most {Number(atMost)}" : double.IsFinite(lessThan)
                ? $"less than {Number(lessThan)}" : null;
            return low is null ? high : high is null ? low : $"{low} and {high}";
        }
    }

    /// <summary>
    /// Finds the options of a record type, in the order of its properties. Properties of base types come first.
    /// </summary>
    /// <param name="record">the type of the record</param>
    /// <exception cref="MissingMemberException">A property that <see cref="OptionAttribute.When"/> names does not
    /// exist.</exception>
    public static IReadOnlyList<OptionDescription> GetAll(Type record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return [.. Find(record, "", [])];
    }

    /// <summary>Gets the value of the option in a record.</summary>
    /// <param name="record">a record of the type that was passed to <see cref="GetAll"/>, or of a derived type</param>
    /// <returns>a number, text, a name, true or false; null for a value that is chosen automatically</returns>
    /// <exception cref="InvalidOperationException">The property has a type that options cannot have.</exception>
    public JsonNode? Get(object record) => Value(record) switch
    {
        null => null,
        0 or 0.0 when _attribute.Zero is { } zero => zero,
        bool flag => flag,
        int whole => whole,
        double number => double.IsFinite(number) ? JsonValue.Create(number)
            : JsonValue.Create(number.ToString(CultureInfo.InvariantCulture)),
        string text => text,
        Enum choice => Names.Get(choice),
        var other => throw new InvalidOperationException($"An option must not be of type {other.GetType()}."),
    };

    /// <summary>
    /// Gets the number in a record; null if it is chosen automatically or the option is not a number.
    /// </summary>
    public double? GetNumber(object record) =>
        Value(record) is IConvertible value and (int or double) ? value.ToDouble(CultureInfo.InvariantCulture) : null;

    /// <summary>Returns a copy of a record with another value, which is not checked against the option's
    /// range.</summary>
    /// <typeparam name="T">the type of the record</typeparam>
    /// <param name="record">the record, which is not changed</param>
    /// <param name="text">the value as a user types it, such as 0.5, auto, true or a name</param>
    /// <exception cref="FormatException">The text is not a valid value; the message says what is expected.</exception>
    public T With<T>(T record, string text)
        where T : class => (T)With(record, 0, Parse(text));

    /// <summary>Returns a copy of a record with another number, which is not checked against the option's
    /// range.</summary>
    /// <typeparam name="T">the type of the record</typeparam>
    /// <param name="record">the record, which is not changed</param>
    /// <param name="number">the number</param>
    /// <exception cref="ArgumentException">The option is not a number, or it takes only whole numbers and
    /// <paramref name="number"/> is not a whole number.</exception>
    public T With<T>(T record, double number)
        where T : class
    {
        if (_type == typeof(int) && number != (int)number)
            throw new ArgumentException(
                $"{Name} must be a whole number, but was {number.ToString(CultureInfo.InvariantCulture)}.",
                nameof(number));
        return (T)With(record, 0, _type == typeof(int) ? (object)(int)number : number);
    }

    /// <summary>Whether the option has an effect, given the other values of the record.</summary>
    public bool Matters(object record) => _when is null || (bool)_when.GetValue(Owner(record))!;

    /// <summary>Checks the value in a record. Returns the problem in one sentence, or null if there is none.</summary>
    public string? Problem(object record)
    {
        if (Value(record) is not (int or double) || GetNumber(record) is not { } number)
            return null;
        if (number == 0 && _attribute.Zero is not null)
            return null;
        var fits = double.IsFinite(number) && number >= _attribute.AtLeast && number > _attribute.MoreThan
            && number <= _attribute.AtMost && number < _attribute.LessThan;
        var rule = string.Join(" and ", ((string?[])[_type == typeof(int) ? null : "finite", Range])
            .OfType<string>());
        return fits ? null : $"{Name} must be {rule}, but was {number.ToString(CultureInfo.InvariantCulture)}.";
    }

    private object? Value(object record) => _path[^1].GetValue(Owner(record));

    /// <summary>Gets the record that has the option's property: the record itself, or a record nested in it.</summary>
    private object? Owner(object record)
    {
        object? owner = record;
        foreach (var property in _path.SkipLast(1))
            owner = property.GetValue(owner);
        return owner;
    }

    private object With(object record, int depth, object? value)
    {
        var copy = record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
        _path[depth].SetMethod!.Invoke(copy, BindingFlags.DoNotWrapExceptions, null, [depth == _path.Length - 1 ? value
            : With(_path[depth].GetValue(record)!, depth + 1, value)], CultureInfo.InvariantCulture);
        return copy;
    }

    private object? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Kind switch
        {
            OptionKind.WholeOrAuto when text == _attribute.Zero => 0,
            OptionKind.NumberOrAuto when text == _attribute.Zero => 0.0,
            OptionKind.WholeOrAuto when text == Auto => null,
            OptionKind.Whole or OptionKind.WholeOrAuto =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? whole : throw Wrong(NumberRule("a whole number"), text),
            OptionKind.NumberOrAuto when text == Auto => null,
            OptionKind.Number or OptionKind.NumberOrAuto =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number : throw Wrong(NumberRule("a number"), text),
            OptionKind.Switch => bool.TryParse(text, out var flag) ? flag : throw Wrong("true or false", text),
            OptionKind.Choice when IsNullable && text == Auto => null,
            OptionKind.Choice => Names.Find(_type, text) ?? throw Wrong($"one of {string.Join(", ", Choices)}", text),
            _ => text,
        };
    }

    private string NumberRule(string number) => (IsNullable, _attribute.Zero) switch
    {
        (false, _) => number,
        (true, null) => $"{number} or {Auto}",
        (true, var zero) => $"{number}, {Auto} or {zero}",
    };

    private FormatException Wrong(string rule, string text) => new($"{Name} must be {rule}, but was '{text}'.");

    private static IEnumerable<OptionDescription> Find(Type record, string prefix, PropertyInfo[] path)
    {
        const BindingFlags flags = BindingFlags.Public | BindingFlags.Instance;
        foreach (var property in record.GetProperties(flags).OrderBy(property => Depth(property.DeclaringType!)))
        {
            PropertyInfo[] whole = [.. path, property];
            if (property.GetCustomAttribute<OptionAttribute>() is { } attribute)
                yield return new OptionDescription(
                    attribute, prefix, whole, attribute.When is { } when
                    ? record.GetProperty(when) ?? throw new MissingMemberException(record.Name, when) : null);
            else if (property.GetCustomAttribute<OptionGroupAttribute>() is { } group)
                foreach (var nested in Find(property.PropertyType, group.Prefix, whole))
                    yield return nested;
        }
    }

    private static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;

    private static string Prefixed(string prefix, string name) =>
        prefix.Length == 0 ? name : prefix + char.ToUpperInvariant(name[0]) + name[1..];
}
