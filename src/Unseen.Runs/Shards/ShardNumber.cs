using System.Globalization;

namespace Unseen.Runs.Shards;

/// <summary>The part of the files that a process takes.</summary>
/// <param name="Index">I, from 1 to N</param>
/// <param name="Count">N, at least 1</param>
public readonly record struct ShardNumber(int Index, int Count)
{
    /// <summary>Parses I/N.</summary>
    /// <exception cref="UsageException">The text is not valid.</exception>
    public static ShardNumber Parse(string text, string name) =>
        text.Split('/') is [var index, var count] && TryRead(index, out var i) && TryRead(count, out var n) && i >= 1
            && i <= n
            ? new(i, n)
            : throw new UsageException($"{name} must be I/N with I from 1 to N, such as 1/4, but was '{text}'.");

    /// <summary>Gets every N-th file, beginning with the I-th.</summary>
    public string[] Of(IReadOnlyList<string> files)
    {
        var (index, count) = this;
        return [.. files.Where((_, i) => i % count == index - 1)];
    }

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
