using System.Numerics.Tensors;
using System.Text.Json;
using Unseen.Images.Encoders;
using Unseen.TestSupport;

namespace Unseen.Images.Tests.Encoders;

/// <summary>A real sentence encoder, all-MiniLM-L6-v2, from the resources of a package.</summary>
public sealed class SentenceEncoderTests : IClassFixture<SentenceEncoderTests.MiniLm>
{
    private static readonly string[] _published =
        ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."];

    private readonly MiniLm _model;

    public SentenceEncoderTests(MiniLm model) => _model = model;

    [Fact]
    public void Encode_BertVocabulary_HasThePublishedTokens() => Assert.Equal(
        [101, 7592, 2088, 102], TokenizerReader.Read(new EncoderFolder(_model.Folder)).Encode("Hello world").Ids);

    [Fact]
    public void Encode_Accents_HasTheTokensOfPlainLetters() => Assert.Equal( // as in Hugging Face's BertTokenizer
        [101, 7668, 102], TokenizerReader.Read(new EncoderFolder(_model.Folder)).Encode("Caf\u00E9").Ids);

    [Fact]
    public void Encode_SentencesOfThePublishedExample_AreAsSimilarAsPublished()
    {
        // The expected values are from https://sbert.net/docs/quickstart.html.
        float[][] vectors = [.. _published.Select(_model.Encoder.Encode)];

        Assert.Equal(384, _model.Encoder.Width);
        Assert.Equal(0.6660, TensorPrimitives.Dot<float>(vectors[0], vectors[1]), 0.002);
        Assert.Equal(0.1046, TensorPrimitives.Dot<float>(vectors[0], vectors[2]), 0.002);
        Assert.Equal(0.1411, TensorPrimitives.Dot<float>(vectors[1], vectors[2]), 0.002);
    }

    [Fact]
    public async Task GenerateAsync_SeveralTexts_EqualsEncode()
    {
        var made = await _model.Encoder.GenerateAsync(
            ["a rose", "a tulip"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(_model.Encoder.Encode("a rose"), made[0].Vector.ToArray());
        Assert.Equal(_model.Encoder.Encode("a tulip"), made[1].Vector.ToArray());
    }

    [Fact]
    public void Encode_SentenceAboutAFlower_IsMostSimilarToSentencesAboutTheSameFlower()
    {
        var all = JsonSerializer.Deserialize<Dictionary<string, string[]>>(
            File.ReadAllText(SharedData.Require("words/flower-sentences.json")))!;
        string[] flowers = ["sunflower", "water lily", "globe thistle", "bird of paradise"];
        var vectors = flowers.Select(flower => all[flower].Take(4).Select(_model.Encoder.Encode).ToArray()).ToArray();

        for (var flower = 0; flower < flowers.Length; flower++)
        {
            var means = vectors.Select(others => Mean(others, vectors[flower][0])).ToArray();
            Assert.Equal(flower, Array.IndexOf(means, means.Max()));
        }
    }

    private static double Mean(float[][] others, float[] one) => others.Where(other => other != one)
        .Average(other => TensorPrimitives.Dot<float>(other, one));

    /// <summary>all-MiniLM-L6-v2.</summary>
    public sealed class MiniLm() : PackagedEncoder("MiniLM");
}
