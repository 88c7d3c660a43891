using System.Reflection;

namespace Unseen.Runs.Annotation;

/// <summary>A domain, such as animals, with attributes for a new table. The attributes can be seen in photographs, and
/// each has a short question.</summary>
/// <param name="Name">name of the domain, such as "animals"</param>
/// <param name="Attributes">its attributes</param>
public sealed record StarterDomain(string Name, IReadOnlyList<AttributeColumn> Attributes)
{
    private const string Prefix = "starters/";
    private const string Ending = ".csv";

    /// <summary>The names of all domains, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(StarterDomain).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Ending.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>Creates a table of classes with the attributes of a domain and without values.</summary>
    /// <param name="classes">names of the classes, which must differ in more than case and Unicode
    /// normalization</param>
    /// <param name="domain">one of <see cref="Names"/>, or null (default) for no attributes</param>
    /// <exception cref="UsageException">There is no domain of this name, or two names of classes are the
    /// same.</exception>
    public static AttributeTable CreateTable(IReadOnlyList<string> classes, string? domain = null)
    {
        ArgumentNullException.ThrowIfNull(classes);
        string[] names = [.. classes.Select(NormalForm.Normalize)];
        if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1)
            is { } twice)
            throw new UsageException($"the classes {string.Join(" and ", twice.Select(name => $"'{name}'"))} have the "
                + "same name. Remove one, or give it another name.");
        var table = new AttributeTable([.. names.Select(name => new AnnotatedClass(name))]);
        foreach (var attribute in domain is null ? [] : Load(domain).Attributes)
            table.Add(attribute);
        return table;
    }

    /// <summary>Loads a domain.</summary>
    /// <param name="name">one of <see cref="Names"/></param>
    /// <exception cref="UsageException">There is no domain of this name.</exception>
    public static StarterDomain Load(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Names.Contains(name))
            throw new UsageException(
                $"--domain must be {string.Join(", ", Names.SkipLast(1))} or {Names[^1]}, but was '{name}'.");
        using var reader = new StreamReader(
            Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name + Ending)!);
        return new StarterDomain(name, AttributeFiles.ReadAttributes(reader));
    }
}
