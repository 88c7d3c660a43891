using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Unseen.TestSupport;

namespace Unseen.Cli.Tests.Architecture;

/// <summary>The configuration of docfx, which writes the API reference.</summary>
public partial class ApiReferenceTests
{
    private static readonly string _folder = Path.Combine(SharedData.RepositoryRoot, "docs", "api");

    [Fact]
    public void Reference_CoversEveryPackageWithALibrary()
    {
        var libraries = Directory.EnumerateFiles(
            Path.Combine(SharedData.RepositoryRoot, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(file => XDocument.Load(file) is var project && IsTrue(project, "IsPackable")
                && !IsTrue(project, "PackAsTool") && project.Descendants("NuspecFile").FirstOrDefault() is null)
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Select(name => $"{name}/bin/Release/net10.0/{name}.dll");

        Assert.Equal(libraries.Order(), Assemblies().Order());
    }

    [Fact]
    public void FirstPage_Links_PointToExistingNamespaces()
    {
        var namespaces = Assemblies().SelectMany(file => System.Reflection.Assembly.Load(
            Path.GetFileNameWithoutExtension(file)).GetExportedTypes()).Select(type => type.Namespace).ToHashSet();
        var links = Link().Matches(File.ReadAllText(Path.Combine(_folder, "index.md")))
            .Select(link => link.Groups[1].Value).ToArray();

        Assert.NotEmpty(links);
        Assert.Empty(links.Except(namespaces));
    }

    private static bool IsTrue(XDocument project, string property) =>
        project.Descendants(property).Any(element => element.Value == "true");

    private static string[] Assemblies()
    {
        using var configuration = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "docfx.json")));
        return
        [
            .. from metadata in configuration.RootElement.GetProperty("metadata").EnumerateArray()
               from source in metadata.GetProperty("src").EnumerateArray()
               from file in source.GetProperty("files").EnumerateArray()
               select file.GetString(),
        ];
    }

    [GeneratedRegex(@"\]\(api/([\w.]+)\.yml\)")]
    private static partial Regex Link();
}
