using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Tokenizers;

namespace Unseen.Images.Encoders;

/// <summary>Reads the tokenizer from the folder of an encoder.</summary>
internal static class TokenizerReader
{
    private const string TokenizerFile = "tokenizer.json";
    private const string VocabularyFile = "vocab.json", MergesFile = "merges.txt"; // CLIP's
    private const string BertVocabularyFile = "vocab.txt";
    private static readonly string[] _sentencePieceFiles = ["spiece.model", PieceReader.RobertaFile, "tokenizer.model"];

    /// <summary>The maximum number of tokens if the folder does not specify one.</summary>
    internal const int MaxLength = 512;

    /// <summary>Reads the tokenizer of CLIP or BERT, or a SentencePiece model.</summary>
    /// <exception cref="ImageDataException">The files do not exist, or are damaged or of another kind.</exception>
    public static TextTokenizer Read(EncoderFolder folder)
    {
        var json = folder.Json(TokenizerFile);
        var kind = folder.Text(TokenizerFile, "model", "type");
        if (_sentencePieceFiles.Select(folder.Find).FirstOrDefault(path => path is not null) is { } pieces)
            return PieceReader.Read(folder, pieces);
        if (kind == "Unigram")
            throw new ImageDataException(folder.Path,
                $"{TokenizerFile} describes a SentencePiece tokenizer, but spiece.model is missing. Save the tokenizer "
                    + "with use_fast=False, which writes it");
        if (folder.Find(VocabularyFile) is { } vocabulary && folder.Find(MergesFile) is { } merges)
            return Clip(folder, ReadVocabulary(vocabulary), ReadMerges(merges), vocabulary);
        if (kind == "BPE")
            return GetClip(folder, json!);
        if (folder.Find(BertVocabularyFile) is { } words)
            return Bert(folder, FileContents.ReadBytes(words), words);
        if (kind == "WordPiece")
        {
            var path = folder.Find(TokenizerFile)!;
            KeyValuePair<string, int>[] tokens =
                [.. ToVocabulary(json!["model"]!["vocab"] as JsonObject, path).OrderBy(token => token.Value)];
            // BertTokenizer reads a list of tokens and numbers them by their lines, beginning with 0.
            if (tokens.Index().Any(one => one.Item.Value != one.Index))
                throw new ImageDataException(path, "the numbers in the vocabulary must be 0, 1, 2 and so on, without "
                    + "gaps. Export the tokenizer again");
            return Bert(folder, Encoding.UTF8.GetBytes(string.Join('\n', tokens.Select(token => token.Key))), path);
        }

        throw new ImageDataException(folder.Path,
            $"there is no supported tokenizer{(kind is null ? "" : $" (the type {kind} is not supported)")}: add "
                + $"{TokenizerFile}, {VocabularyFile} with {MergesFile}, {BertVocabularyFile} or "
                + $"{_sentencePieceFiles[0]}");
    }

    private static TextTokenizer GetClip(EncoderFolder folder, JsonObject json)
    {
        var model = json["model"]!;
        var path = folder.Find(TokenizerFile)!;
        if (folder.Text(TokenizerFile, "model", "end_of_word_suffix") is not "</w>")
            throw new ImageDataException(path,
                "the byte-pair encoding is not CLIP's, whose words end in </w>. Use an encoder of another kind");
        var merges = model["merges"] as JsonArray
            ?? throw new ImageDataException(path, "it has no list of merges. Export the tokenizer again");
        return Clip(folder, ToVocabulary(model["vocab"] as JsonObject, path), merges.Select(merge =>
            merge is JsonArray pair ? $"{(string?)pair[0]} {(string?)pair[1]}" : $"{(string?)merge}"), path);
    }

    private static TextTokenizer Clip(
        EncoderFolder folder, Dictionary<string, int> vocabulary, IEnumerable<string> merges, string path)
    {
        const int clipLength = 77;
        var tokens = new ClipTokens(vocabulary, merges, path);
        return new TextTokenizer(tokens.Encode, folder.TextLength ?? clipLength,
            vocabulary.GetValueOrDefault(folder.GetToken("pad_token") ?? "<|endoftext|>", 0), isAlwaysFull: false);
    }

    private static TextTokenizer Bert(EncoderFolder folder, byte[] words, string path)
    {
        var isLowerCase = folder.IsOn(EncoderFolder.TokenizerConfig, "do_lower_case") ?? true;
        var hasAccents = !(folder.IsOn(EncoderFolder.TokenizerConfig, "strip_accents") ?? isLowerCase);
        try
        {
            var tokenizer = BertTokenizer.Create(new MemoryStream(words), new BertOptions
            {
                LowerCaseBeforeTokenization = isLowerCase,
            });
            // Accents are removed here, since BertTokenizer's own option for this needs ICU.
            return new TextTokenizer(text => tokenizer.EncodeToIds(hasAccents ? text : NormalForm.RemoveMarks(text)),
                folder.TextLength ?? MaxLength, tokenizer.PaddingTokenId, isAlwaysFull: false);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw new ImageDataException(
                path, "the vocabulary is not BERT's: it has no [CLS], [SEP] or [PAD]", exception);
        }
    }

    private static Dictionary<string, int> ReadVocabulary(string path)
    {
        try
        {
            return ToVocabulary(JsonNode.Parse(FileContents.ReadText(path),
                documentOptions: EncoderFolder.JsonOptions) as JsonObject, path);
        }
        catch (JsonException exception)
        {
            throw new ImageDataException(
                path, $"{FailureReason.Describe(exception)}. Copy the vocabulary again", exception);
        }
    }

    private static Dictionary<string, int> ToVocabulary(JsonObject? json, string path)
    {
        Dictionary<string, int> vocabulary = [];
        foreach (var (token, number) in json ?? [])
            if (number is JsonValue value && value.TryGetValue<int>(out var id))
                vocabulary[token] = id;
        return vocabulary.Count > 0 && vocabulary.Count == json!.Count ? vocabulary
            : throw new ImageDataException(
                path, "the vocabulary must be an object of tokens and their numbers. Copy it again");
    }

    private static IEnumerable<string> ReadMerges(string path) => FileContents.ReadText(path).Split('\n')
        .Select(line => line.TrimEnd('\r'))
        .Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal));
}
