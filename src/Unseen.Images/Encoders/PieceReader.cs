using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Unseen.Images.Encoders;

/// <summary>Creates the tokenizer of T5, SigLIP or XLM-RoBERTa from a SentencePiece model. The three tokenizers differ
/// in their special tokens, and XLM-RoBERTa numbers all tokens in its own way.</summary>
internal static partial class PieceReader
{
    /// <summary>The name of the file in which XLM-RoBERTa stores its model.</summary>
    public const string RobertaFile = "sentencepiece.bpe.model";

    private const string Siglip = "siglip";

    // XLM-RoBERTa's token numbers: <s>, <pad>, </s> and <unk> are 0 to 3, others have SentencePiece's number plus 1
    private const int Start = 0, Pad = 1, End = 2, Unknown = 3, Offset = 1;

    /// <summary>Reads a model.</summary>
    /// <param name="folder">the folder, whose settings specify the kind of tokenizer</param>
    /// <param name="path">the file of the model</param>
    /// <exception cref="ImageDataException">The file cannot be read or is not a valid SentencePiece model, or the
    /// tokenizer is not supported.</exception>
    public static TextTokenizer Read(EncoderFolder folder, string path)
    {
        const int siglipLength = 64;
        var isRoberta = IsRoberta(folder, path);
        try
        {
            using var stream = new MemoryStream(SentencePieceFile.Read(path));
            var tokenizer = SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false,
                addEndOfSentence: !isRoberta);
            if (isRoberta)
                return new TextTokenizer(text => RobertaTokens(tokenizer, text),
                    folder.TextLength ?? TokenizerReader.MaxLength, Pad, isAlwaysFull: false);
            var isSiglip = folder.ModelType.StartsWith(Siglip, StringComparison.Ordinal);
            return new TextTokenizer(
                text => Tokens(tokenizer, isSiglip ? Canonical(text) : text),
                folder.TextLength ?? (isSiglip ? siglipLength : TokenizerReader.MaxLength), tokenizer.EndOfSentenceId,
                isAlwaysFull: isSiglip);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException
            or IOException or InvalidDataException or NotSupportedException or IndexOutOfRangeException)
        {
            throw new ImageDataException(
                path, "this is not a SentencePiece model, or it is damaged. Copy it again", exception);
        }
    }

    /// <summary>Whether the tokenizer belongs to XLM-RoBERTa rather than to T5 or SigLIP. If the folder does not name a
    /// specific tokenizer, the kind of model and the name of the file decide.</summary>
    private static bool IsRoberta(EncoderFolder folder, string path)
    {
        var isRobertaFile = Path.GetFileName(path) == RobertaFile;
        var name = folder.Text(EncoderFolder.TokenizerConfig, "tokenizer_class") ?? "";
        return name is "" or "PreTrainedTokenizerFast" or "TokenizersBackend"
            ? folder.ModelType switch
            {
                "" => isRobertaFile,
                "bert" when isRobertaFile => true, // multilingual MiniLM
                "xlm-roberta" => true,
                "t5" or "mt5" or "umt5" or Siglip or "siglip_text_model" => false,
                var model => throw Refusal($"that of the model {model}"),
            }
            : name switch
            {
                "XLMRobertaTokenizer" or "XLMRobertaTokenizerFast" => true,
                "T5Tokenizer" or "T5TokenizerFast" or "SiglipTokenizer" => false,
                _ => throw Refusal(
                    name.StartsWith("Gemma", StringComparison.Ordinal) ? $"{name}, as in SigLIP 2" : name),
            };

        ImageDataException Refusal(string kind) => new(folder.Path, $"its tokenizer is {kind}, which is not supported. "
            + "Use an encoder with the tokenizer of SigLIP, T5 or XLM-RoBERTa");
    }

    /// <summary>Encodes a text as SentencePiece itself does; an empty text becomes the end token alone.</summary>
    private static int[] Tokens(SentencePieceTokenizer tokenizer, string text) =>
        Pieces(tokenizer, text) is [_, ..] pieces ? pieces : [tokenizer.EndOfSentenceId];

    /// <summary>Encodes a text as XLM-RoBERTa does.</summary>
    private static int[] RobertaTokens(SentencePieceTokenizer tokenizer, string text) =>
        [Start, .. Pieces(tokenizer, text).Select(id => id == tokenizer.UnknownId ? Unknown : id + Offset), End];

    /// <summary>Gets SentencePiece's token numbers. Consecutive unknown tokens are merged into one.</summary>
    private static int[] Pieces(SentencePieceTokenizer tokenizer, string text)
    {
        var ids = tokenizer.EncodeToIds(text);
        return [.. ids.Where((id, i) => id != tokenizer.UnknownId || i == 0 || ids[i - 1] != id)];
    }

    /// <summary>Normalises a text as in SigLIP's training: lower case, no punctuation, one space between
    /// words.</summary>
    internal static string Canonical(string text) =>
        Blanks().Replace(Punctuation().Replace(text.ToLowerInvariant(), ""), " ").Trim();

    [GeneratedRegex(@"[!-/:-@\[-`{-~]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
