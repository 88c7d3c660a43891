namespace Unseen.Runs.Annotation;

/// <summary>The result of a <see cref="DescriptionGauge"/>, as an annotation session shows it.</summary>
/// <param name="Revision">the revision of the table that was measured</param>
/// <param name="Message">a sentence that says why there is no result, for example that the photographs are being
/// processed; null if there is a result</param>
/// <param name="IsLasting">whether the message remains until the user acts, because something is missing or
/// wrong</param>
/// <param name="Verdict">"works", "weak", "guessing" or "unknown"; null if there is no result</param>
/// <param name="Summary">the verdict in words, or null</param>
/// <param name="T1">mean accuracy over the held-out classes, per cent, or null</param>
/// <param name="T1Lower">lower end of its 95 % confidence interval, or null</param>
/// <param name="T1Upper">upper end of its 95 % confidence interval, or null</param>
/// <param name="Chance">accuracy of guessing, per cent, or null</param>
/// <param name="Advice">recommendations, most useful first</param>
/// <param name="Visibility">[A] how well each attribute can be predicted from photographs of held-out classes, -1 to 1;
/// null if that is unknown; empty if there is no result</param>
/// <param name="CanBeSeen">[A] whether the attribute can be predicted from photographs, or null if that is unknown;
/// empty if there is no result</param>
/// <param name="Confused">pairs of classes whose photographs are confused with each other, most often first</param>
public sealed record GaugeReading(
    int Revision, string? Message, bool IsLasting, string? Verdict, string? Summary, double? T1, double? T1Lower,
    double? T1Upper, double? Chance, IReadOnlyList<string> Advice, IReadOnlyList<double?> Visibility,
    IReadOnlyList<bool?> CanBeSeen, IReadOnlyList<ClassPair> Confused)
{
    /// <summary>Creates a reading without a result.</summary>
    internal static GaugeReading Without(int revision, string message, bool isLasting) =>
        new(revision, message, isLasting, null, null, null, null, null, null, [], [], [], []);
}
