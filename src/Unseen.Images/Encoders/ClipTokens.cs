using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Unseen.Images.Encoders;

/// <summary>CLIP's tokenizer. It maps the UTF-8 bytes of lower-case words to letters, marks the end of each word, and
/// merges the letters by byte-pair encoding.</summary>
internal sealed partial class ClipTokens
{
    private const string EndOfWord = "</w>";
    private static readonly char[] _letters = LettersOfBytes();

    private readonly BpeTokenizer _merging;
    private readonly int _start, _end;

    /// <summary>Creates a tokenizer with a vocabulary.</summary>
    /// <param name="vocabulary">the number of each token</param>
    /// <param name="merges">the pairs to merge, such as "a b", in order of priority</param>
    /// <param name="file">the path of the vocabulary, for messages</param>
    /// <exception cref="ImageDataException">The vocabulary is not CLIP's, or does not fit the merges.</exception>
    public ClipTokens(Dictionary<string, int> vocabulary, IEnumerable<string> merges, string file)
    {
        _start = GetId("<|startoftext|>");
        _end = GetId("<|endoftext|>");
        try
        {
            _merging = BpeTokenizer.Create(new BpeOptions(vocabulary)
            {
                Merges = merges,
                EndOfWordSuffix = EndOfWord,
                UnknownToken = "<|endoftext|>",
            });
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException
            or KeyNotFoundException or FormatException)
        {
            throw new ImageDataException(
                file, "the vocabulary does not fit the merges. Export the tokenizer again", exception);
        }

        int GetId(string token) => vocabulary.TryGetValue(token, out var id) ? id
            : throw new ImageDataException(file,
                $"the vocabulary has no {token}, so it is not CLIP's. Use an encoder of another kind, or export "
                    + "it again");
    }

    /// <summary>Gets the numbers of a text's tokens, including the start and end tokens.</summary>
    public IReadOnlyList<int> Encode(string text)
    {
        List<int> ids = [_start];
        foreach (Match piece in Pieces().Matches(NormalForm.Compose(text).ToLowerInvariant()))
        {
            var letters = string.Concat(Encoding.UTF8.GetBytes(piece.Value).Select(one => _letters[one]));
            ids.AddRange(_merging.EncodeToIds(letters, considerPreTokenization: false, considerNormalization: false));
        }

        ids.Add(_end);
        return ids;
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+")]
    private static partial Regex Pieces();

    /// <summary>Maps every byte to a visible letter: the character with the byte's code or, if that is not visible, a
    /// character with a code above 255.</summary>
    private static char[] LettersOfBytes()
    {
        var letters = new char[256];
        var next = 256;
        for (var one = 0; one < 256; one++)
            letters[one] = one is (>= '!' and <= '~') or (>= '¡' and <= '¬') or (>= '®' and <= 'ÿ')
                ? (char)one : (char)next++;
        return letters;
    }
}
