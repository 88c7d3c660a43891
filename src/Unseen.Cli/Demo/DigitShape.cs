namespace Unseen.Cli.Demo;

/// <summary>What a digit looks like, in words that a person could give who has never shown anyone a picture of
/// it.</summary>
/// <param name="Segments">lit segments of a calculator display, a to g</param>
/// <param name="Loops">closed loops</param>
/// <param name="LoopAtTop">whether the upper half has a loop of its own</param>
/// <param name="LoopAtBottom">whether the lower half has a loop of its own</param>
internal sealed record DigitShape(string Segments, int Loops, bool LoopAtTop, bool LoopAtBottom)
{
    /// <summary>The segments' letters: a top, b and c right, d bottom, e and f left, g middle.</summary>
    public const string AllSegments = "abcdefg";

    /// <summary>Numbers in <see cref="ToDescriptor"/>.</summary>
    public const int Width = 10;

    /// <summary>The digits 0 to 9.</summary>
    public static IReadOnlyList<DigitShape> All { get; } =
    [
        new("abcdef", 1, false, false),
        new("bc", 0, false, false),
        new("abdeg", 0, false, false),
        new("abcdg", 0, false, false),
        new("bcfg", 0, false, false),
        new("acdfg", 0, false, false),
        new("acdefg", 1, false, true),
        new("abc", 0, false, false),
        new("abcdefg", 2, true, true),
        new("abcdfg", 1, true, false),
    ];

    /// <summary>The shape as ten numbers of Euclidean length 1.</summary>
    public float[] ToDescriptor()
    {
        float[] values =
        [
            .. AllSegments.Select(segment => Segments.Contains(segment) ? 1f : 0f), Loops, LoopAtTop ? 1f
                : 0f, LoopAtBottom ? 1f : 0f,
        ];
        var norm = MathF.Sqrt(values.Sum(value => value * value));
        return Array.ConvertAll(values, value => value / norm);
    }
}
