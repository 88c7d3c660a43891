using System.Text.Json.Nodes;
using Google.Protobuf;
using Unseen.Images.Encoders;

namespace Unseen.Images.Tests.Encoders;

public sealed class PieceReaderTests : IDisposable
{
    private const string Roberta = "sentencepiece.bpe.model", Pieces = "spiece.model";
    private readonly TemporaryFolder _folder = new();

    /// <summary>The expected numbers are the output of the original spm_encode, plus 1 as in XLM-RoBERTa. They stand
    /// between &lt;s&gt; (0) and &lt;/s&gt; (2). &lt;unk&gt; is 3.</summary>
    [Theory]
    [InlineData("the the the", new long[] { 0, 7, 7, 7, 2 })]
    [InlineData("x", new long[] { 0, 323, 2 })]
    [InlineData("", new long[] { 0, 2 })]
    [InlineData("日本語 and Ελληνικά", new long[] { 0, 4, 3, 11, 4, 3, 2 })]
    [InlineData("A photo of the number 42.", new long[] { 0, 4, 3, 401, 10, 7, 398, 157, 54, 6, 2 })]
    public void Read_PiecesOfXlmRoberta_HasItsTokens(string text, long[] expected)
    {
        WriteRoberta();

        var tokenizer = TokenizerReader.Read(new EncoderFolder(_folder.FullPath));

        Assert.Equal(expected, tokenizer.Encode(text).Ids);
        Assert.False(tokenizer.IsAlwaysFull);
    }

    [Fact]
    public void Encode_XlmRobertaWithALength_CutsBeforeTheEndTokenOrPads()
    {
        WriteRoberta();

        var tokenizer = TokenizerReader.Read(new EncoderFolder(_folder.FullPath));

        Assert.Equal([0, 7, 7, 2], tokenizer.Encode("the the the", length: 4).Ids);
        var (ids, count) = tokenizer.Encode("the", length: 5);
        Assert.Equal([0, 7, 2, 1, 1], ids);
        Assert.Equal(3, count);
    }

    [Theory]
    [InlineData(Roberta, "xlm-roberta", "XLMRobertaTokenizer", true)]
    [InlineData(Roberta, "bert", "XLMRobertaTokenizerFast", true)] // multilingual E5, small
    [InlineData(Roberta, "xlm-roberta", null, true)]
    [InlineData(Roberta, "bert", "PreTrainedTokenizerFast", true)] // multilingual MiniLM
    [InlineData("tokenizer.model", "altclip", "XLMRobertaTokenizer", true)]
    [InlineData(Pieces, "mt5", "T5Tokenizer", false)]
    [InlineData(Pieces, "siglip", "SiglipTokenizer", false)]
    [InlineData(Pieces, "", null, false)]
    public void Read_SupportedTokenizer_ReturnsTheTokensOfTheOriginal(
        string file, string model, string? name, bool isRoberta)
    {
        WriteRoberta(file);
        WriteSettings(model, name);

        var ids = TokenizerReader.Read(new EncoderFolder(_folder.FullPath)).Encode("the").Ids;

        Assert.Equal(isRoberta ? [0, 7, 2] : [6, 2], ids[..(isRoberta ? 3 : 2)]);
    }

    [Theory]
    [InlineData(Roberta, "camembert", "CamembertTokenizer", "its tokenizer is CamembertTokenizer, which is not")]
    [InlineData(Roberta, "camembert", null, "its tokenizer is that of the model camembert, which is not")]
    [InlineData(Roberta, "mbart", "MBartTokenizer", "MBartTokenizer")]
    [InlineData(Pieces, "albert", "AlbertTokenizer", "AlbertTokenizer")]
    [InlineData(Pieces, "bert", "PreTrainedTokenizerFast", "that of the model bert")]
    [InlineData("tokenizer.model", "llama", "LlamaTokenizer", "LlamaTokenizer")]
    public void Read_UnsupportedTokenizer_IsRefused(string file, string model, string? name, string message)
    {
        WriteRoberta(file);
        WriteSettings(model, name);

        Assert.Contains(message, Assert.Throws<ImageDataException>(
            () => TokenizerReader.Read(new EncoderFolder(_folder.FullPath))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "max_position_embeddings": 514 }""", """{ "model_max_length": 512 }""", null, 512)]
    [InlineData("""{ "max_position_embeddings": 514 }""", """{ "model_max_length": 1e30 }""", null, 514)]
    [InlineData("""{ "max_position_embeddings": 514 }""", """{ "model_max_length": 512 }""", 128, 128)]
    [InlineData("{}", "{}", null, 512)]
    public void MaxLength_SeveralSettings_IsTheLowestUnlessTheSentenceEncoderStatesIt(
        string config, string tokenizer, int? sentence, int expected)
    {
        WriteRoberta();
        File.WriteAllText(_folder.GetPath("config.json"), config);
        File.WriteAllText(_folder.GetPath("tokenizer_config.json"), tokenizer);
        if (sentence is not null)
            File.WriteAllText(_folder.GetPath("sentence_bert_config.json"), $$"""{ "max_seq_length": {{sentence}} }""");

        Assert.Equal(expected, TokenizerReader.Read(new EncoderFolder(_folder.FullPath)).MaxLength);
    }

    public void Dispose() => _folder.Dispose();

    private void WriteSettings(string model, string? name)
    {
        File.WriteAllText(_folder.GetPath("config.json"), new JsonObject { ["model_type"] = model }.ToJsonString());
        if (name is not null)
            File.WriteAllText(_folder.GetPath("tokenizer_config.json"),
                new JsonObject { ["tokenizer_class"] = name }.ToJsonString());
    }

    /// <summary>Writes the model of the fixture with XLM-RoBERTa's first pieces: &lt;unk&gt;, &lt;s&gt; and
    /// &lt;/s&gt;. All other pieces keep their numbers.</summary>
    private void WriteRoberta(string file = Roberta)
    {
        var model = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "spiece.model"));
        var rest = new CodedInputStream(model);
        for (var special = 0; special < 3; special++)
        {
            rest.ReadTag();
            rest.SkipLastField();
        }

        using var output = File.Create(_folder.GetPath(file));
        using var writer = new CodedOutputStream(output);
        foreach (var (piece, type) in new[] { ("<unk>", 2), ("<s>", 3), ("</s>", 3) })
            Write(writer, 1, inner =>
            {
                inner.WriteTag(1, WireFormat.WireType.LengthDelimited);
                inner.WriteString(piece);
                inner.WriteTag(2, WireFormat.WireType.Fixed32);
                inner.WriteFloat(0);
                inner.WriteTag(3, WireFormat.WireType.Varint);
                inner.WriteInt32(type);
            });
        writer.Flush();
        output.Write(model.AsSpan((int)rest.Position));
        Write(writer, 2, inner =>
        {
            foreach (var (field, id) in new[] { (40, 0), (41, 1), (42, 2), (43, -1) }) // unknown, start, end, padding
            {
                inner.WriteTag(field, WireFormat.WireType.Varint);
                inner.WriteInt32(id);
            }
        });
    }

    private static void Write(CodedOutputStream writer, int field, Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var inner = new CodedOutputStream(buffer, leaveOpen: true))
            write(inner);
        writer.WriteTag(field, WireFormat.WireType.LengthDelimited);
        writer.WriteBytes(ByteString.CopyFrom(buffer.ToArray()));
    }
}
