using System.Text;
using Unseen.Methods;
using Unseen.TestSupport;

namespace Unseen.Cli.Tests.Commands;

/// <summary>Checks that docs/methods.md has a paragraph on every generator of pseudo-features, tables that match the
/// methods' descriptions, and the code of the sample.</summary>
public sealed class MethodsDocumentTests
{
    private const string UpdateVariable = "UNSEEN_UPDATE_SNAPSHOTS";
    private const string Begin = "<!-- methods -->\n", End = "<!-- end of methods -->\n";

    private static readonly MethodCatalog _methods = MethodCatalog.BuiltIn;

    private static string DocumentPath => Path.Combine(SharedData.RepositoryRoot, "docs", "methods.md");

    [Fact]
    public void Tables_OfMethods_MatchTheirDescriptions()
    {
        var document = File.ReadAllText(DocumentPath).ReplaceLineEndings("\n");
        var (begin, end) = (document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length,
            document.IndexOf(End, StringComparison.Ordinal));
        var expected = $"{document[..begin]}{Tables()}{document[end..]}";
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            File.WriteAllText(DocumentPath, document = expected);
        Assert.Equal(expected, document);
    }

    [Fact]
    public void Document_GeneratorsOfPseudoFeatures_HaveAParagraphEach()
    {
        var document = File.ReadAllText(DocumentPath);
        Assert.All(_methods.Generators.Where(method => method.MakesPseudoFeatures), method =>
            Assert.Contains($"\n**{method.Name}** ", document.ReplaceLineEndings("\n"), StringComparison.Ordinal));
    }

    [Fact]
    public void Code_OfTheSample_EqualsItsSourceAndHasFewerThan80Lines()
    {
        const string marker = "<!-- code: ", fence = "```";
        var parts = File.ReadAllText(DocumentPath).ReplaceLineEndings("\n").Split(marker)[1..];
        var lines = 0;
        foreach (var part in parts)
        {
            var (path, code) = (part[..part.IndexOf(' ')], part.Split(fence)[1]["csharp\n".Length..]);
            Assert.Equal(
                File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, path)).ReplaceLineEndings("\n"), code);
            lines += code.Split('\n').Length - 1;
        }

        Assert.Equal(2, parts.Length);
        Assert.InRange(lines, 1, 79);
    }

    private static string Tables()
    {
        var text = new StringBuilder();
        void Table(string header, IEnumerable<string[]> rows)
        {
            text.Append($"\n| {header} |\n|{string.Concat(Enumerable.Repeat("---|", header.Split('|').Length))}\n");
            foreach (var row in rows)
                text.Append($"| {string.Join(" | ", row)} |\n");
        }

        var size = new ProblemSize(Features: 2048, Descriptor: 85, Classes: 50, Samples: 23527, Splits: 0); // of AwA2
        Table("generator | what it is | inputs of the classifier (AwA2) | default epochs",
            _methods.Generators.Where(method => method.MakesPseudoFeatures).Select(method => new[]
            {
                method.Name, method.Description.Summary, $"{method.SpaceWidth(size)}",
                method.TrainingEpochs == 0 ? "closed form" : $"{method.TrainingEpochs}",
            }));
        Table("classifier | what it is | uses pseudo-features | adjustments | classes can be added by description",
            _methods.Classifiers.Select(method => new[]
            {
                method.Name, method.Description.Summary, method.HasSoftmax ? "yes" : "no",
                string.Join(", ", _methods.Adjustments
                    .Where(adjustment => method.HasSoftmax || !adjustment.NeedsSoftmax)
                    .Select(adjustment => adjustment.Name)),
                method.AddsClassesByDescription ? "yes" : "no",
            }));
        Table("adjustment | what it is | needs pseudo-features | strength", _methods.Adjustments.Select(method => new[]
        {
            method.Name, method.Description.Summary, method.NeedsPseudoFeatures ? "yes" : "no",
            method.StrengthOption?.Name ?? (method.CalibratesSeenScores ? "chosen on validation" : "none"),
        }));
        return text.Append('\n').ToString();
    }
}
