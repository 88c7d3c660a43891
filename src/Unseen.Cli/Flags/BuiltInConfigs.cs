using System.Text.Json.Nodes;

namespace Unseen.Cli.Flags;

/// <summary>The configurations of published methods that come with the program, by name, such as "cub-wgan-zlap".</summary>
internal static class BuiltInConfigs
{
    private const string Prefix = "configs/";
    private const string Extension = ".json";

    /// <summary>All names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(BuiltInConfigs).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Extension.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of one, or null where there is none of that name.</summary>
    public static string? Find(string name)
    {
        using var stream = typeof(BuiltInConfigs).Assembly.GetManifestResourceStream($"{Prefix}{name}{Extension}");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>As <see cref="Find"/>, read.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static JsonObject Read(string name) => Find(name) is { } text
        ? JsonNode.Parse(text)!.AsObject()
        : throw new UsageException($"METHOD must be one that unseen methods lists, but was '{name}'.{NearestName.Question(name, Names)}");
}
