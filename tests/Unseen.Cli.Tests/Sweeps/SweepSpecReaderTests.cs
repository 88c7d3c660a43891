using Unseen.Methods;
using Unseen.Runs;
using Unseen.Runs.Sweeps;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class SweepSpecReaderTests
{
    [Fact]
    public void Read_Grid_ReadsEveryKey()
    {
        var spec = Read("""
            { // comments are allowed
              "name": "n", "datasets": ["a", {"data": "b", "semantics": "sent"}], "seeds": [3, 5],
              "options": {"generator": "wgan", "outputRelu": true}, "vary": {"pseudo": [1, 10], "sigma": ["auto", 100]}, }
            """);

        Assert.Equal("n", spec.Name);
        Assert.Equal([("a", null), ("b", "sent")], spec.Datasets.Select(source => (source.Path, source.Semantics)));
        Assert.Equal([3, 5], spec.Seeds);
        Assert.Equal([("generator", "wgan"), ("outputRelu", "true")],
            spec.Fixed.Select(option => (option.Setting.Name, option.Text)));
        Assert.Equal(["1 10", "auto 100"], spec.Axes.Select(axis => string.Join(' ', axis.Values)));
        Assert.Null(spec.Draws);
    }

    [Fact]
    public void Read_OnePathTypedTwoWays_IsOneDataset() =>
        Assert.Equal(["a", "b"], Read("""{"datasets": ["a", "a/", {"data": "b/"}]}""").Datasets.Select(
            source => source.Path));

    [Fact]
    public void Read_NoName_UsesTheNameOfTheFile() => Assert.Equal("spec", Read("""{"datasets": ["a"]}""").Name);

    [Theory]
    [InlineData("[1]", "spec.json: the file must be a JSON object, but was a list.")]
    [InlineData("{", "spec.json: it is not valid JSON (line 1, byte 2).")]
    [InlineData("{}", "spec.json: datasets must be a list of folders or files, but was missing.")]
    [InlineData("""{"datasets": ["a"], "datasets": ["b"]}""", "spec.json: ")]
    [InlineData("""{"dataset": ["a"]}""", "spec.json: unknown key 'dataset' in the file. Did you mean datasets?")]
    [InlineData("""{"datasets": [""]}""", "spec.json: datasets must be a folder or file, but was ''.")]
    [InlineData("""{"datasets": [{"data": " "}]}""", "spec.json: datasets.data must be a folder or file, but was ' '.")]
    [InlineData("""{"datasets": [{"path": "a"}]}""", "spec.json: unknown key 'path' in datasets.")]
    [InlineData("""{"datasets": ["a"], "name": "../x"}""",
        "spec.json: name must be at most 60 letters, digits, dots, dashes and underscores, and no dot at the start, "
        + "but was '../x'.")]
    [InlineData("""{"datasets": ["a"], "name": "single"}""",
        "spec.json: name must be different from the name for runs without a sweep, but was 'single'.")]
    [InlineData("""{"datasets": ["a"], "seeds": []}""",
        "spec.json: seeds must name at least one seed, but the list is empty.")]
    [InlineData("""{"datasets": ["a"], "seeds": [-1]}""", "spec.json: seeds must be at least 0, but was -1.")]
    [InlineData("""{"datasets": ["a"], "options": {"pseudos": 1}}""",
        "spec.json: options: unknown option 'pseudos'. Did you mean pseudo?")]
    [InlineData("""{"datasets": ["a"], "vary": {"pseudo": []}}""",
        "spec.json: vary.pseudo must be a list of values, or {\"from\": …, \"to\": …}, but was a list.")]
    [InlineData("""{"datasets": ["a"], "vary": {"pseudo": ["ten"]}}""",
        "spec.json: vary.pseudo must be a whole number, but was \"ten\".")]
    [InlineData("""{"datasets": ["a"], "vary": {"pseudo": {"from": 1, "to": 2}}}""",
        "spec.json: vary.pseudo must be a list of values in a grid search, but was a range.")]
    [InlineData("""{"datasets": ["a"], "options": {"pseudo": 1}, "vary": {"pseudo": [2]}}""",
        "spec.json: pseudo is in vary and in options. Leave one out.")]
    [InlineData("""{"datasets": ["a"], "search": {"random": 0}}""",
        "spec.json: search.random must be a whole number of at least 1, but was 0.")]
    [InlineData("""{"datasets": ["a"], "search": {"random": 1}, "vary": {"sigma": {"from": 0, "to": 1, "scale": "log"}}}""", "spec.json: vary.sigma must be above 0, from a smaller number to a larger one, but was from 0 to 1.")]
    [InlineData("""{"datasets": ["a"], "search": {"random": 1}, "vary": {"sigma": {"from": 2, "to": 1}}}""",
        "spec.json: vary.sigma must be from a smaller number to a larger one, but was from 2 to 1.")]
    [InlineData("""{"datasets": ["a"], "search": {"random": 1}, "vary": {"pseudo": {"from": 0.6, "to": 2}}}""",
        "spec.json: vary.pseudo.from must be a whole number, but was 0.6.")]
    [InlineData("""{"datasets": ["a"], "vary": {"adjust": ["none"], "adjustment": ["zla"]}}""",
        "spec.json: adjust and adjustment are the same option. Leave one out.")]
    public void Read_InvalidSpec_ThrowsWithTheKey(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<UsageException>(() => Read(text)).Message);

    [Fact]
    public void Read_MissingFile_Throws() =>
        Assert.Equal("SPEC 'absent.json' cannot be read: it does not exist.",
            Assert.Throws<UsageException>(() => SweepSpecReader.Read(
                "absent.json", MethodCatalog.BuiltIn, plugin: null)).Message);

    [Fact]
    public void Draw_LogarithmicRange_IsEquallyFrequentInEachPowerOfTen()
    {
        var range = new SweepRange(1e-5, 1e-2, IsLogarithmic: true, IsWhole: false);
        var random = new Random(1);

        var drawn = Enumerable.Range(0, 3000)
            .Select(_ => double.Parse(range.Draw(random), System.Globalization.CultureInfo.InvariantCulture)).ToArray();

        Assert.All(drawn, value => Assert.InRange(value, 1e-5, 1e-2));
        for (var low = 1e-5; low < 5e-3; low *= 10)
            Assert.InRange(drawn.Count(value => value >= low && value < 10 * low), 850, 1150);
    }

    [Fact]
    public void Draw_WholeRange_ReachesBothEnds() =>
        Assert.Equal(["2", "3", "4"], Enumerable.Range(0, 200)
            .Select(seed => new SweepRange(2, 4, false, true).Draw(new Random(seed))).Distinct().Order());

    [Fact]
    public void Varied_OptionByItsAlias_IsReturnedByItsName() =>
        Assert.Equal(true, SweepSpecReader.Varied(
            """{"vary": {"adjustment": {"from": 1, "to": 9, "scale": "log"}}}""")["adjust"]);

    private static SweepSpec Read(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["spec.json"], text);
        return SweepSpecReader.Read(folder["spec.json"], MethodCatalog.BuiltIn, plugin: null);
    }
}
