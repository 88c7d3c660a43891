namespace Unseen.Runs.Annotation;

/// <summary>Suggests a number of attributes, and lists the numbers that benchmarks use.</summary>
public static class AttributeCounts
{
    private const int FewVisible = 18; // the number of attributes in the experiment of docs/words.md
    private static readonly (string Name, int Classes, int Attributes)[] _literature =
        [("aPY", 32, 64), ("AwA2", 50, 85), ("CUB", 200, 312), ("SUN", 717, 102)];

    /// <summary>Suggests a number of attributes to begin with: 4 log2(number of classes), from 9 to 100.</summary>
    /// <param name="classes">number of classes, at least 1</param>
    public static int Suggest(int classes) =>
        Math.Clamp((int)Math.Round(4 * Math.Log2(Math.Max(2, classes))), FewVisible / 2, 100);

    /// <summary>The numbers of attributes of published benchmarks, as a sentence.</summary>
    public static string Literature { get; } = "The literature describes "
        + string.Join(", ", _literature.Select(one =>
            $"{one.Classes} classes by {one.Attributes} attributes ({one.Name})"))
        + $"; {FewVisible} attributes that can be seen were enough for 32 flowers.";
}
