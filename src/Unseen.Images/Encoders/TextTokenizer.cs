namespace Unseen.Images.Encoders;

/// <summary>Converts a text to the token numbers that a text encoder takes.</summary>
/// <param name="tokenize">returns all tokens of a text, including special tokens</param>
/// <param name="maxLength">the maximum number of tokens, at least 3</param>
/// <param name="padId">the padding token</param>
/// <param name="isAlwaysFull">whether every text is padded to the maximum, as in the training of the
/// encoder</param>
internal sealed class TextTokenizer(
    Func<string, IReadOnlyList<int>> tokenize, int maxLength, int padId, bool isAlwaysFull)
{
    /// <summary>The maximum number of tokens.</summary>
    public int MaxLength => maxLength;

    /// <summary>Whether every text is padded to <see cref="MaxLength"/>, or to the length that the encoder
    /// requires.</summary>
    public bool IsAlwaysFull => isAlwaysFull;

    /// <summary>Gets the tokens of a text. If there are too many, the last tokens before the end token are
    /// dropped.</summary>
    /// <param name="text">the text</param>
    /// <param name="length">the number of tokens that the encoder requires, to which every text is padded; null for any
    /// number</param>
    /// <returns>the tokens, and the number of them that are not padding</returns>
    public (long[] Ids, int Count) Encode(string text, int? length = null)
    {
        var ids = tokenize(text);
        var limit = Math.Min(maxLength, length ?? maxLength);
        var count = Math.Min(ids.Count, limit);
        var filled = new long[length ?? (isAlwaysFull ? limit : count)];
        Array.Fill(filled, padId);
        for (var i = 0; i < count; i++)
            filled[i] = ids[i == count - 1 ? ids.Count - 1 : i];
        return (filled, count);
    }
}
