namespace Unseen.Runs.Demo;

/// <summary>A description of a digit's shape that a person could also give in words.</summary>
/// <param name="Segments">letters of the lit segments of a calculator display, a to g</param>
/// <param name="Loops">number of closed loops</param>
/// <param name="LoopAtTop">whether a loop lies within the upper half</param>
/// <param name="LoopAtBottom">whether a loop lies within the lower half</param>
public sealed record DigitShape(string Segments, int Loops, bool LoopAtTop, bool LoopAtBottom)
{
    /// <summary>The letters of the segments: a is top, b and c are right, d is bottom, e and f are left, g is
    /// middle.</summary>
    public const string AllSegments = "abcdefg";

    /// <summary>The length of the descriptor.</summary>
    public const int Width = 10;

    /// <summary>The shapes of the digits 0 to 9.</summary>
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

    /// <summary>Converts the shape to a descriptor of ten numbers with Euclidean norm 1: the seven segments, the number
    /// of loops, and whether there is a loop at the top and at the bottom.</summary>
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
