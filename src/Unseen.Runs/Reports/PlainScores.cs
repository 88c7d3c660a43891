using Unseen.Evaluation;
using Unseen.Runs.Records;
using Unseen.Training;

namespace Unseen.Runs.Reports;

/// <summary>Describes in plain sentences how good a classifier is.</summary>
internal static class PlainScores
{
    /// <summary>The heading of each score with its meaning, in the order of <see cref="Words.Cells(RunResult)"/>.
    /// </summary>
    public static IReadOnlyList<(string Name, string Meaning)> Meanings { get; } =
    [
        ("U", "Accuracy on unseen classes, all classes being candidates, per cent."),
        ("S", "Accuracy on held-out images of seen classes, all classes being candidates, per cent."),
        ("H", "The harmonic mean of U and S, per cent: high only if both are."),
        ("T1", "Accuracy on unseen classes if only unseen classes are candidates, per cent."),
        ("AUSUC", "Area under the curve of S against U as scores of seen classes are lowered step by step: a "
            + "fraction, 1 at best. It does not depend on where the balance between seen and unseen is set."),
    ];

    /// <summary>Creates a paragraph that explains scores.</summary>
    /// <param name="count">number of scores to explain, from the start of <see cref="Meanings"/></param>
    public static string Legend(int count) =>
        string.Join(" ", Meanings.Take(count).Select(one => $"{one.Name}: {one.Meaning}"))
            + " All are averages over classes.";

    /// <summary>Creates the first sentences of a report, such as "Of test photographs of the 8 classes that training
    /// never saw, the model names 6 in 10 correctly".</summary>
    /// <param name="result">the result</param>
    /// <param name="unseen">number of unseen classes</param>
    /// <param name="seen">number of seen classes</param>
    /// <param name="images">"images" or "photographs"</param>
    /// <param name="model">the subject of the sentence, default "the model"</param>
    public static string Opening(
        RunResult result, int unseen, int seen, string images, string model = "the model")
    {
        var (u, s) = (result.U.Mean, result.S.Mean);
        var first = double.IsFinite(u)
            ? $"Of test {images} of the {unseen} {Classes(unseen)} that training never saw, {model} names "
                + $"{Share(u)} correctly"
            : $"No unseen class has test {images}, so how well {model} recognises classes that training never saw "
                + "is unknown";
        var second = double.IsFinite(s) ? $"; of the {seen} that training did see, {Share(s)}" : "";
        var all = seen + unseen;
        return $"{first}{second}. A guess among all {all} classes is right 1 time in {all}.";
    }

    /// <summary>Describes a finite percentage as a share, such as "7 in 10".</summary>
    public static string Share(double percent) => percent switch
    {
        < 0.5 => "almost none",
        < 2.5 => "1 in 50",
        < 7.5 => "1 in 20",
        < 92.5 => $"{Math.Round(percent / 10)} in 10",
        < 97.5 => "19 in 20",
        _ => "nearly all",
    };

    /// <summary>Formats an interval, such as "52 to 71"; a dash for null.</summary>
    public static string Text(AccuracyInterval? interval) =>
        interval is null ? "–" : FormattableString.Invariant($"{interval.Low:0} to {interval.High:0}");

    /// <summary>Creates the rows of a table of scores: name, value, interval, meaning.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(RunResult result, IReadOnlyList<ClassRow> classes)
    {
        var errors = StandardErrors.Compute(classes);
        string Interval(MeanAndDeviation score, double? error) =>
            error is { } known ? Text(AccuracyInterval.Around(score.Mean, known)) : "–";
        string[] intervals =
            [Interval(result.U, errors.U), Interval(result.S, errors.S), Interval(result.H, errors.H), "–", "–"];
        return Meanings.Zip(Words.Cells(result), intervals).Select(one => (IReadOnlyList<string>)
            [one.First.Name, one.First.Name == "H" ? $"**{one.Second}**" : one.Second, one.Third, one.First.Meaning]);
    }

    private static string Classes(int count) => count == 1 ? "class" : "classes";
}
