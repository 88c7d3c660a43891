namespace Unseen.Runs.Annotation;

/// <summary>What the gauge of an annotation session shows.</summary>
/// <param name="Revision">the table's revision that it belongs to</param>
/// <param name="Message">why there is no figure, such as "photograph 120 of 960"; null if there is one</param>
/// <param name="IsLasting">whether the message stays, because something is missing or wrong</param>
/// <param name="Verdict">"works", "weak", "guessing" or "unknown"; null if there is no figure</param>
/// <param name="Summary">the verdict in words, or null</param>
/// <param name="T1">mean accuracy over the held-out classes, per cent, or null</param>
/// <param name="T1Lower">lower end of its 95 % confidence interval, or null</param>
/// <param name="T1Upper">upper end of its 95 % confidence interval, or null</param>
/// <param name="Chance">what guessing gives, per cent, or null</param>
/// <param name="Advice">what to do, most useful first</param>
/// <param name="Visibility">[A] how well each attribute can be told from photographs of classes held out, -1 to 1; null
/// if that is unknown</param>
/// <param name="CanBeSeen">[A] whether it can, or null if that is unknown</param>
/// <param name="Confused">pairs of classes whose photographs are taken for each other, the most confused first</param>
public sealed record GaugeReading(
    int Revision, string? Message, bool IsLasting, string? Verdict, string? Summary, double? T1, double? T1Lower,
    double? T1Upper, double? Chance, IReadOnlyList<string> Advice, IReadOnlyList<double?> Visibility,
    IReadOnlyList<bool?> CanBeSeen, IReadOnlyList<ClassPair> Confused)
{
    /// <summary>A reading without a figure.</summary>
    internal static GaugeReading Without(int revision, string message, bool isLasting) =>
        new(revision, message, isLasting, null, null, null, null, null, null, [], [], [], []);
}
