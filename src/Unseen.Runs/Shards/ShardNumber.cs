using System.Globalization;

namespace Unseen.Runs.Shards;

/// <summary>One of the parts into which the files are divided, so that several processes can share the work.</summary>
/// <param name="Index">I, the number of the part, from 1 to N</param>
/// <param name="Count">N, the number of parts, at least 1</param>
public readonly record struct ShardNumber(int Index, int Count)
{
    /// <summary>Parses I/N, such as 1/4.</summary>
    /// <param name="text">the text</param>
    /// <param name="name">name of the option in messages</param>
    /// <exception cref="UsageException">The text is not valid.</exception>
    public static ShardNumber Parse(string text, string name) =>
        text.Split('/') is [var index, var count] && TryRead(index, out var i) && TryRead(count, out var n) && i >= 1
            && i <= n
            ? new(i, n)
            : throw new UsageException($"{name} must be I/N with I from 1 to N, such as 1/4, but was '{text}'.");

    /// <summary>Gets the files of the part: every N-th file, beginning with the I-th.</summary>
    public string[] Select(IReadOnlyList<string> files)
    {
        var (index, count) = this;
        return [.. files.Where((_, i) => i % count == index - 1)];
    }

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
