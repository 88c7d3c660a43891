using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Unseen.TestSupport;

namespace Unseen.Cli.Tests.Architecture;

/// <summary>Checks what docs/architecture.md says about assemblies and namespaces, and the size and style of source
/// files.</summary>
public class ArchitectureTests
{
    private const int MaxLineLength = 120;

    private static readonly Dictionary<string, string[]> _mayUse = new()
    {
        ["Unseen.Inference"] = [],
        ["Unseen.Data"] = ["Unseen.Inference"],
        ["Unseen"] = ["Unseen.Data", "Unseen.Inference"],
        ["Unseen.Images"] = ["Unseen.Data", "Unseen.Inference"],
        ["Unseen.ML"] = ["Unseen.Images", "Unseen.Data", "Unseen.Inference"],
        ["Unseen.Extensions.Hosting"] = ["Unseen.Images", "Unseen.Data", "Unseen.Inference"],
        ["Unseen.AspNetCore"] = ["Unseen.Extensions.Hosting", "Unseen.Images", "Unseen.Data", "Unseen.Inference"],
        ["Unseen.Runs"] = ["Unseen", "Unseen.Images", "Unseen.Data", "Unseen.Inference"],
        ["Unseen.Web"] =
        [
            "Unseen.AspNetCore", "Unseen.Extensions.Hosting", "Unseen.Runs", "Unseen.Images", "Unseen.Data",
            "Unseen.Inference"
        ],
        ["Unseen.Cli"] =
            ["Unseen.Web", "Unseen.Runs", "Unseen", "Unseen.Images", "Unseen.Data", "Unseen.Inference"],
    };

    private static readonly Lazy<ArchUnitNET.Domain.Architecture> _architecture = new(
        () => new ArchLoader().LoadAssemblies([.. _mayUse.Keys.Select(System.Reflection.Assembly.Load)]).Build());

    public static TheoryData<string> Assemblies => [.. _mayUse.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_References_OnlyAssembliesBelowIt(string assembly)
    {
        // The compiler emits a reference to an assembly only if the code uses something of this assembly.
        var used = System.Reflection.Assembly.Load(assembly).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name == "Unseen" || name.StartsWith("Unseen.", StringComparison.Ordinal));

        Assert.Empty(used.Except(_mayUse[assembly]));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_PublicTypes_MatchTheCommittedList(string assembly) => PublicTypes.Check(assembly);

    [Theory]
    [InlineData("Unseen.Inference")]
    [InlineData("Unseen.Data")]
    public void Assembly_InferenceOrData_ReferencesNoNativeLibrary(string assembly)
    {
        var references = System.Reflection.Assembly.Load(assembly).GetReferencedAssemblies()
            .Select(reference => reference.Name);
        Assert.DoesNotContain(references, name =>
            name is "TorchSharp" or "Microsoft.ML.OnnxRuntime" or "SkiaSharp" or "Microsoft.Data.Sqlite");
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_OfAnAssembly_FormNoCycle(string assembly)
    {
        Assert.NotEmpty(GetTypes(assembly));
        var edges = GetTypes(assembly)
            .SelectMany(type => type.Dependencies, (type, dependency) => (From: type, To: dependency.Target))
            // Generic parameters and arrays belong to no namespace.
            .Where(edge => edge.To is not GenericParameter && !edge.To.Name.EndsWith("[]", StringComparison.Ordinal))
            .Where(edge => GetName(edge.To) == assembly && edge.To.Namespace.FullName != edge.From.Namespace.FullName)
            .ToHashSet();

        // An edge from a namespace that no other uses, or to a namespace that uses no other, is not part of a cycle.
        int found;
        do
        {
            found = edges.Count;
            var (begin, end) = (edges.Select(edge => edge.From.Namespace.FullName).ToHashSet(),
                edges.Select(edge => edge.To.Namespace.FullName).ToHashSet());
            edges.RemoveWhere(edge => !end.Contains(edge.From.Namespace.FullName)
                || !begin.Contains(edge.To.Namespace.FullName));
        }
        while (edges.Count < found);

        Assert.True(edges.Count == 0,
            string.Join(Environment.NewLine, edges.Select(edge => $"{edge.From.FullName} uses {edge.To.FullName}")));
    }

    [Fact]
    public void Folders_OfSources_HaveFewerThan25Files() =>
        Assert.Empty(Sources("src").GroupBy(Path.GetDirectoryName).Where(folder => folder.Count() >= 25)
            .Select(folder => folder.Key));

    [Fact]
    public void Cli_Sources_HaveAtMost5000Lines() =>
        Assert.InRange(Sources("src/Unseen.Cli").Sum(file => File.ReadLines(file).Count()), 1, 5000);

    [Fact]
    public void Lines_OfSources_HaveAtMost120Characters() =>
        Assert.Empty(from folder in (string[])["src", "tests", "samples", "benchmarks"]
                     from file in Sources(folder)
                     from line in File.ReadLines(file).Index()
                     where line.Item.EnumerateRunes().Count() > MaxLineLength
                         // Lines with literals may be longer in tests, so that test data need not be broken.
                         && !(folder == "tests" && line.Item.AsSpan().ContainsAny('"', '\''))
                     select $"{file}:{line.Index + 1}");

    // Neither "dotnet format whitespace" nor the compiler checks the order of using directives.
    [Fact]
    public void UsingDirectives_OfSources_AreSortedWithSystemFirst() =>
        Assert.All(((string[])["src", "tests", "samples", "benchmarks"]).SelectMany(Sources), file =>
        {
            string[] namespaces =
            [
                .. from line in File.ReadLines(file).TakeWhile(line => !line.StartsWith("namespace ", StringComparison.Ordinal))
                   where line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';')
                   let name = line["using ".Length..^1]
                   where !name.StartsWith("static ", StringComparison.Ordinal) && !name.Contains('=')
                       && !name.StartsWith("var ", StringComparison.Ordinal)
                   select name
            ];
            Assert.Equal(
                namespaces.OrderBy(name => name is not "System" && !name.StartsWith("System.", StringComparison.Ordinal))
                    .ThenBy(name => name, StringComparer.OrdinalIgnoreCase),
                namespaces);
        });

    private static IEnumerable<string> Sources(string folder)
    {
        string[] ignored = ["obj", "bin"];
        return Directory.EnumerateFiles(
            Path.Combine(SharedData.RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(ignored).Any());
    }

    private static IEnumerable<IType> GetTypes(string assembly) =>
        _architecture.Value.Types.Where(type => GetName(type) == assembly);

    private static string GetName(IType type) => type.Assembly?.Name.Split(',')[0] ?? "";
}
