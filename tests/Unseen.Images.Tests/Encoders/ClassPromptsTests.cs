using Microsoft.Extensions.AI;
using Unseen.Images.Encoders;

namespace Unseen.Images.Tests.Encoders;

public sealed class ClassPromptsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void TextsFor_OnlyAName_PutsItIntoEveryTemplate() => Assert.Equal(
        ["a photo of a black eyed susan.", "black eyed susan, a flower"],
        new ClassPrompts { Templates = ["a photo of a {name}.", "{name}, a flower"] }.TextsFor("black-eyed_susan"));

    [Fact]
    public void TextsFor_ClassWithTexts_FindsThemInAnySpellingOfTheName()
    {
        File.WriteAllText(_folder.GetPath("texts.json"),
            """{ "black-eyed susan": ["yellow {name}", "dark centre"], "rose": "red" }""");

        var prompts = ClassPrompts.Read(_folder.GetPath("texts.json"));

        Assert.Equal(["yellow Black eyed Susan", "dark centre"], prompts.TextsFor("Black-eyed_Susan"));
        Assert.Equal(["red"], prompts.TextsFor("rose"));
        Assert.Equal(["a photo of a tulip."], prompts.TextsFor("tulip"));
        Assert.Equal(["tulip"], prompts.WithoutTexts(["rose", "tulip", "black eyed susan"]));
    }

    [Theory]
    [InlineData("C++", "C#", false)]
    [InlineData("\ud83e\udd85", "\ud83e\udd86", false)] // an eagle and a duck
    [InlineData("-", "_", false)]
    [InlineData("C#", "c#", true)]
    [InlineData("caf\u00e9 au-lait", "Cafe\u0301_au_lait", true)] // composed and decomposed
    public void TextsFor_OtherName_FindsTextsOfTheSameNameOnly(string name, string other, bool isSame)
    {
        var prompts = new ClassPrompts { Texts = new Dictionary<string, IReadOnlyList<string>> { [name] = ["text"] } };

        Assert.Equal(isSame, prompts.TextsFor(other) is ["text"]);
        Assert.Equal(["text"], prompts.TextsFor(name));
    }

    [Fact]
    public void TextsFor_Synonyms_ArePutIntoTemplatesAndTexts()
    {
        File.WriteAllText(_folder.GetPath("texts.json"), """
            {
              "templates": ["a photo of a {name}.", "{name}"],
              "synonyms": { "okapi": ["okapi", "forest giraffe"] },
              "texts": { "grey heron": ["a {name} in reeds", "a wading bird"] }
            }
            """);

        var prompts = ClassPrompts.Read(_folder.GetPath("texts.json"));

        Assert.Equal(["a photo of a okapi.", "a photo of a forest giraffe.", "okapi", "forest giraffe"],
            prompts.TextsFor("Okapi"));
        Assert.Equal(["a grey heron in reeds", "a wading bird"], prompts.TextsFor("grey_heron"));
        Assert.Equal(["a photo of a zebra.", "zebra"], prompts.TextsFor("zebra"));
    }

    [Fact]
    public async Task EncodeAsync_SeveralTexts_AveragesVectorsOfUnitLength()
    {
        var prompts = new ClassPrompts { Templates = ["x{name}", "yy{name}"] };
        using var generator = new LetterCounts();

        var vectors = await prompts.EncodeAsync(generator, ["x", "yyyy"], TestContext.Current.CancellationToken);

        // The texts of class x are xx and yyx; the texts of class yyyy are xyyyy and yyyyyy. The counts of x and y in a
        // text are scaled to unit length and then averaged over the texts.
        float[][] expected =
        [
            Unit(1 + (1 / MathF.Sqrt(5)), 2 / MathF.Sqrt(5)),
            Unit(1 / MathF.Sqrt(17), (4 / MathF.Sqrt(17)) + 1),
        ];
        for (var c = 0; c < 2; c++)
            Assert.Equal(expected[c], vectors.Row(c).ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("{")]
    [InlineData("""{ "rose": null }""")]
    [InlineData("""{ "rose": [] }""")]
    [InlineData("""["a photo of a flower"]""")]
    [InlineData("""{ "templates": ["{name}"], "okapi": "striped" }""")]
    [InlineData("""{ "rose": "red", "rose": "white" }""")]
    [InlineData("""{ "templates": ["{name}"], "synonyms": ["x"] }""")]
    [InlineData("""{ "templates": ["{name}"], "texts": "x" }""")]
    [InlineData("""{ "texts": ["a {name}"] }""")]
    public void Read_InvalidContent_ThrowsWithTheFile(string json)
    {
        File.WriteAllText(_folder.GetPath("texts.json"), json);

        Assert.StartsWith(_folder.GetPath("texts.json"),
            Assert.Throws<ImageDataException>(() => ClassPrompts.Read(_folder.GetPath("texts.json"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new string[0], "xy", "The class 'x' has no text.")]
    [InlineData(new[] { "{name}" }, "none", "one vector of finite numbers for each text")]
    [InlineData(new[] { "{name}" }, "NaN", "one vector of finite numbers for each text")]
    [InlineData(new[] { "{name}", "long" }, "length", "one vector of finite numbers for each text")]
    public async Task EncodeAsync_WithoutUsableVectors_ThrowsWithTheReason(
        string[] templates, string kind, string message)
    {
        using var generator = new LetterCounts { Kind = kind };

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => new ClassPrompts { Templates = templates }.EncodeAsync(
                generator, ["x", "y"], TestContext.Current.CancellationToken));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static float[] Unit(float x, float y) =>
        [x / MathF.Sqrt((x * x) + (y * y)), y / MathF.Sqrt((x * x) + (y * y))];

    /// <summary>A custom generator whose vectors count the letters x and y of a text.</summary>
    private sealed class LetterCounts : IEmbeddingGenerator<string, Embedding<float>>
    {
        /// <summary>"none", "NaN" or "length" for a faulty generator; "xy" (default) for a correct one.</summary>
        public string Kind { get; init; } = "xy";

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default) => Task.FromResult(
            new GeneratedEmbeddings<Embedding<float>>(Kind == "none" ? [] : values.Select(Make)));

        private Embedding<float> Make(string text) => new(Kind switch
        {
            "NaN" => [float.NaN, 1],
            "length" => Enumerable.Repeat(1f, text.Length).ToArray(),
            _ => [text.Count(letter => letter == 'x'), text.Count(letter => letter == 'y')],
        });

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
