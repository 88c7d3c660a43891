using System.Text.Json.Nodes;
using Unseen.Images.Encoders;

namespace Unseen.Images.Tests.Encoders;

public sealed class TokenizerReaderTests : IDisposable
{
    private static readonly Lazy<JsonObject> _clip = new(() => JsonNode.Parse(File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "fixtures", "clip-tokens.json")))!.AsObject());

    private static readonly Lazy<JsonObject> _pieces = new(() => JsonNode.Parse(File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "fixtures", "spiece-tokens.json")))!.AsObject());

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> PieceTexts => [.. _pieces.Value.Select(text => text.Key)];

    public static TheoryData<string> Texts => [.. _clip.Value["texts"]!.AsObject().Select(text => text.Key)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Clip_PublishedVocabulary_HasThePublishedTokens(string text)
    {
        WriteClip();

        var tokenizer = TokenizerReader.Read(new EncoderFolder(_folder.FullPath));

        Assert.Equal(_clip.Value["texts"]![text]!.AsArray().Select(id => (long)id!), tokenizer.Encode(text).Ids);
        Assert.Equal((77, false), (tokenizer.MaxLength, tokenizer.IsAlwaysFull));
    }

    [Fact]
    public void Clip_DecomposedLetters_HaveTheTokensOfComposedOnes()
    {
        WriteClip();

        var tokenizer = TokenizerReader.Read(new EncoderFolder(_folder.FullPath));

        Assert.Equal(tokenizer.Encode("caf\u00E9 cr\u00E8me").Ids, tokenizer.Encode("cafe\u0301 cre\u0300me").Ids);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Clip_VocabularyInOneFile_HasTheSameTokens(string text)
    {
        File.WriteAllText(_folder.GetPath("tokenizer.json"), new JsonObject
        {
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["end_of_word_suffix"] = "</w>",
                ["vocab"] = _clip.Value["vocab"]!.DeepClone(),
                ["merges"] = _clip.Value["merges"]!.DeepClone(),
            },
        }.ToJsonString());

        var tokenizer = TokenizerReader.Read(new EncoderFolder(_folder.FullPath));

        Assert.Equal(_clip.Value["texts"]![text]!.AsArray().Select(id => (long)id!), tokenizer.Encode(text).Ids);
    }

    [Fact]
    public void Bert_SmallVocabulary_SplitsWordsIntoTheLongestPieces()
    {
        File.WriteAllLines(_folder.GetPath("vocab.txt"),
            ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "sun", "##flower", "##s", ",", "yellow"]);

        var tokenizer = TokenizerReader.Read(new EncoderFolder(_folder.FullPath));

        Assert.Equal([2, 9, 8, 5, 6, 7, 1, 3], tokenizer.Encode("Yellow, SUNFLOWERS zzz").Ids);
        Assert.Equal([2, 5, 3, 0], tokenizer.Encode("sun", length: 4).Ids);
    }

    [Theory]
    [InlineData("{}", 5)]
    [InlineData("""{ "strip_accents": false }""", 6)]
    [InlineData("""{ "do_lower_case": false }""", 6)]
    public void Bert_Accents_AreRemovedUnlessTheSettingsKeepThem(string config, int expected)
    {
        File.WriteAllLines(_folder.GetPath("vocab.txt"),
            ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "cafe", "caf\u00e9"]);
        File.WriteAllText(_folder.GetPath("tokenizer_config.json"), config);

        var tokenizer = TokenizerReader.Read(new EncoderFolder(_folder.FullPath));

        Assert.Equal([2, expected, 3], tokenizer.Encode("caf\u00e9").Ids);
    }

    [Theory]
    [InlineData("A  Photo, of a Black-eyed Susan!", "a photo of a blackeyed susan")]
    [InlineData("", "")]
    public void Canonical_AnyText_IsTheTextInTheFormThatSiglipWasTrainedOn(string text, string expected) =>
        Assert.Equal(expected, PieceReader.Canonical(text));

    [Theory]
    [MemberData(nameof(PieceTexts))]
    public void SentencePiece_ModelOfTheOriginalProgram_HasItsTokens(string text)
    {
        WritePieces("t5");

        var tokenizer = TokenizerReader.Read(new EncoderFolder(_folder.FullPath));

        Assert.Equal(GetPieces(text), tokenizer.Encode(text).Ids);
        Assert.False(tokenizer.IsAlwaysFull);
    }

    [Fact]
    public void Siglip_Text_ReturnsTheTokensOfItsCanonicalFormPaddedWithTheEndToken()
    {
        WritePieces("siglip");

        var tokenizer = TokenizerReader.Read(new EncoderFolder(_folder.FullPath));
        var (ids, count) = tokenizer.Encode("A photo, of a  GREAT blue heron!");

        var expected = GetPieces("a photo of a great blue heron");
        Assert.Equal(expected.Concat(Enumerable.Repeat(1L, 64 - expected.Length)), ids);
        Assert.Equal((expected.Length, true), (count, tokenizer.IsAlwaysFull));
    }

    [Fact]
    public void Siglip_LongText_EndsWithTheEndToken()
    {
        WritePieces("siglip");

        var (ids, count) = TokenizerReader.Read(new EncoderFolder(_folder.FullPath))
            .Encode(string.Join(' ', Enumerable.Repeat("the", 100)));

        var the = GetPieces("the the the")[0];
        Assert.Equal([.. Enumerable.Repeat(the, 63), 1], ids);
        Assert.Equal(64, count);
    }

    [Fact]
    public void Read_UnigramWithoutItsFile_ThrowsWithTheMissingFile()
    {
        File.WriteAllText(_folder.GetPath("tokenizer.json"), """{ "model": { "type": "Unigram" } }""");

        var exception = Assert.Throws<ImageDataException>(
            () => TokenizerReader.Read(new EncoderFolder(_folder.FullPath)));

        Assert.Contains("spiece.model", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(-1)]
    public void Read_DamagedSentencePieceModel_ThrowsWithTheFile(int length)
    {
        var whole = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "spiece.model"));
        File.WriteAllBytes(_folder.GetPath("spiece.model"), length < 0 ? [.. whole.Reverse()] : whole[..length]);

        Assert.Contains("spiece.model", Assert.Throws<ImageDataException>(
            () => TokenizerReader.Read(new EncoderFolder(_folder.FullPath))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SentencePieceModelOfGemma_IsRefused()
    {
        WritePieces("siglip");
        File.WriteAllText(_folder.GetPath("tokenizer_config.json"), """{ "tokenizer_class": "GemmaTokenizerFast" }""");

        Assert.Contains("SigLIP 2", Assert.Throws<ImageDataException>(
            () => TokenizerReader.Read(new EncoderFolder(_folder.FullPath))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedJson_ThrowsWithTheFile()
    {
        File.WriteAllText(_folder.GetPath("tokenizer.json"), "{");

        Assert.Contains("tokenizer.json", Assert.Throws<ImageDataException>(
            () => TokenizerReader.Read(new EncoderFolder(_folder.FullPath))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokenizer.json", """{ "model": { "type": 3 } }""")]
    [InlineData("tokenizer.json", """{ "model": { "type": "BPE", "end_of_word_suffix": 1 } }""")]
    [InlineData("tokenizer.json", """{ "model": { "type": "BPE", "end_of_word_suffix": "</w>", "merges": 1 } }""")]
    [InlineData("tokenizer.json", """{ "model": { "type": "WordPiece", "vocab": { "a": 1.5 } } }""")]
    [InlineData("tokenizer.json", """{ "model": { "type": "WordPiece" }, "model": { "type": "BPE" } }""")]
    [InlineData("vocab.json", """{ "a": 1.5 }""")]
    [InlineData("vocab.json", """{ "a": 1, "a": 2 }""")]
    public void Read_SettingOfTheWrongType_ThrowsWithTheFile(string name, string content)
    {
        WriteClip();
        if (name == "tokenizer.json")
            File.Delete(_folder.GetPath("vocab.json"));
        File.WriteAllText(_folder.GetPath(name), content);

        Assert.StartsWith(_folder.GetPath(name), Assert.Throws<ImageDataException>(
            () => TokenizerReader.Read(new EncoderFolder(_folder.FullPath))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(6, "without gaps")]
    public void Read_WordPiece_RequiresNumbersWithoutGaps(int last, string? problem)
    {
        File.WriteAllText(_folder.GetPath("tokenizer.json"), $$"""
            { "model": { "type": "WordPiece", "vocab": {
              "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, "red": {{last}} } } }
            """);

        var exception = Record.Exception(() => TokenizerReader.Read(new EncoderFolder(_folder.FullPath)));

        if (problem is null)
            Assert.Null(exception);
        else
            Assert.Contains(problem, Assert.IsType<ImageDataException>(exception).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json", """{ "model_type": 3 }""")]
    [InlineData("tokenizer_config.json", """{ "tokenizer_class": ["T5"] }""")]
    public void Read_SentencePieceWithASettingOfTheWrongType_ThrowsWithTheFile(string name, string content)
    {
        WritePieces("t5");
        File.WriteAllText(_folder.GetPath(name), content);

        Assert.StartsWith(_folder.GetPath(name), Assert.Throws<ImageDataException>(
            () => TokenizerReader.Read(new EncoderFolder(_folder.FullPath))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("merges.txt")]
    public void Read_UnreadableFile_ThrowsWithTheFile(string name)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux(), "needs /proc/self/mem, a file of Linux that exists but cannot be read");
        WriteClip();
        File.Delete(_folder.GetPath(name));
        File.CreateSymbolicLink(_folder.GetPath(name), "/proc/self/mem");

        Assert.StartsWith(_folder.GetPath(name), Assert.Throws<ImageDataException>(
            () => TokenizerReader.Read(new EncoderFolder(_folder.FullPath))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void WriteClip()
    {
        File.WriteAllText(_folder.GetPath("vocab.json"), _clip.Value["vocab"]!.ToJsonString());
        File.WriteAllLines(_folder.GetPath("merges.txt"),
            ["#version: 0.2", .. _clip.Value["merges"]!.AsArray().Select(merge => (string)merge!)]);
    }

    private static long[] GetPieces(string text) => [.. _pieces.Value[text]!.AsArray().Select(id => (long)id!)];

    private void WritePieces(string kind)
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "fixtures", "spiece.model"), _folder.GetPath("spiece.model"));
        File.WriteAllText(_folder.GetPath("config.json"), $$"""{ "model_type": "{{kind}}" }""");
    }
}
