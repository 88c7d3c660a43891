namespace Unseen.Images.Encoders;

/// <summary>Turns a text into the numbers that a text encoder takes.</summary>
/// <param name="tokenize">gives a text's tokens, from the first special one to the last, however many</param>
/// <param name="maxLength">tokens that the encoder takes at the most, at least 3</param>
/// <param name="padId">the token that fills up what is shorter</param>
/// <param name="isAlwaysFull">whether every text is filled up to the maximum, as the encoder was trained</param>
internal sealed class TextTokenizer(
    Func<string, IReadOnlyList<int>> tokenize, int maxLength, int padId, bool isAlwaysFull)
{
    /// <summary>Tokens that the encoder takes at the most.</summary>
    public int MaxLength => maxLength;

    /// <summary>Whether every text is filled up to <see cref="MaxLength"/>.</summary>
    public bool IsAlwaysFull => isAlwaysFull;

    /// <summary>A text's tokens. What is too long loses its end, but for the last token, which says that it
    /// ends.</summary>
    /// <param name="text">the text</param>
    /// <param name="length">tokens that the encoder must be given, or null for as many as there are</param>
    /// <returns>the tokens, and how many of them are no filling</returns>
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
