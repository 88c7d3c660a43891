using System.Globalization;
using static Unseen.Descriptions.DescriptorProblems;

namespace Unseen.Descriptions;

/// <summary>Judges the figures of a report, and puts the verdict and the advice into words.</summary>
internal static class DescriptionAdvice
{
    private const double MinGain = 0.25; // share of the errors made by guessing that must be avoided
    private const double MinTimesChance = 2.5; // T1Lower must be above chance times this
    private const double MinPairShare = 12.5; // per cent of a pair's images

    /// <summary>Creates the report for a dataset that cannot be examined.</summary>
    /// <param name="seen">the number of seen classes with photographs and a description</param>
    /// <param name="reason">what is wrong with this number, such as "are too few"</param>
    /// <param name="problems">what was found without classifying any image</param>
    public static DescriptionReport Unknown(int seen, string reason, DescriptionProblem[] problems) => new()
    {
        Verdict = DescriptionVerdict.Unknown,
        Summary = $"It is unknown whether the descriptions work: {seen} seen classes with photographs and a "
            + $"description {reason}.",
        Advice = [],
        SeenClasses = seen,
        HeldOut = 0,
        T1 = null,
        T1Lower = null,
        T1Upper = null,
        Chance = null,
        ShuffledUpper = null,
        PairAccuracy = null,
        PairShuffledUpper = null,
        Photographs = [],
        PhotographsInstead = null,
        T1OfOneScale = null,
        Classes = [],
        Pairs = [],
        HasNamedColumns = false,
        Attributes = [],
        Problems = problems,
    };

    /// <summary>Adds verdict, summary and advice to the figures.</summary>
    public static DescriptionReport Complete(DescriptionReport figures)
    {
        var judged = figures with { Verdict = Judge(figures) };
        return judged with { Summary = Summarise(judged), Advice = [.. Advise(judged)] };
    }

    /// <summary>The verdict on the figures of a report.</summary>
    private static DescriptionVerdict Judge(DescriptionReport figures)
    {
        var isBetter = figures.T1 > figures.ShuffledUpper;
        if (!isBetter && figures.PairAccuracy <= figures.PairShuffledUpper)
            return DescriptionVerdict.Guessing;
        var isEnough = figures.T1 - figures.Chance >= MinGain * (100 - figures.Chance);
        var chance = figures.Chance!.Value;
        // above a chance of 25 %, 2.5 times chance is too much to ask: halfway from chance to 100 % is enough
        var isCertain = figures.T1Lower > Math.Min(MinTimesChance * chance, (chance + 100) / 2);
        return isBetter && isEnough && isCertain ? DescriptionVerdict.Works : DescriptionVerdict.Weak;
    }

    private static string Summarise(DescriptionReport report)
    {
        var figures = $"{Percent(report.T1)} % of images of held-out classes are recognised among {report.HeldOut} "
            + $"classes (95 % interval {Percent(report.T1Lower)} to {Percent(report.T1Upper)}; guessing gives "
            + $"{Percent(report.Chance)}).";
        return report.Verdict switch
        {
            DescriptionVerdict.Works => $"The descriptions work: {figures}",
            DescriptionVerdict.Weak => $"The descriptions are weak: {figures}",
            _ => $"The descriptions are no better than guessing: {figures} Descriptions that are shuffled among "
                + $"the classes reach up to {Percent(report.ShuffledUpper)}. A model trained on these descriptions "
                + "guesses its unseen classes.",
        };
    }

    private static IEnumerable<string> Advise(DescriptionReport report)
    {
        if (report.T1OfOneScale is { } scaled)
            yield return $"Bring all columns to one scale: {Percent(scaled)} % would be recognised instead of "
                + $"{Percent(report.T1)}.";
        var isInsufficient = report.Verdict != DescriptionVerdict.Works;
        if (isInsufficient && !report.HasNamedColumns)
            yield return "Describe what photographs show: numbers from names or general sentences say how words are "
                + "used, not what things look like. Use attributes that can be seen (colour, shape, pattern), or "
                + "encode texts and images with one model that was trained on pairs of both (--encoder).";
        if (isInsufficient && report.PhotographsInstead is { } count)
            yield return $"{(count == 1 ? "A single photograph" : $"{count} photographs")} of each class would do as "
                + $"well: {Percent(report.Photographs.First(shot => shot.Photographs == count).T1)} % without any "
                + "description.";
        if (report.Verdict != DescriptionVerdict.Guessing
            && report.Classes.Where(one => one.IsNoBetterThanChance).Select(one => one.Name).ToArray()
                is { Length: > 0 } lost)
            yield return $"Recognised from their own description no more often than by guessing: {List(lost)}. "
                + "Describe how they differ from the classes that they are mistaken for.";
        if (report.HasNamedColumns)
        {
            string[] hidden = [.. report.Attributes.Reverse() // least visible first
                .Where(column => column is { CanBeSeen: false, Visibility: not null })
                .Select(column => $"{column.Name} {Correlation(column.Visibility)}")];
            if (hidden.Length > 0 && isInsufficient)
                yield return $"{hidden.Length} of {report.Attributes.Count} columns cannot be seen in the images: "
                    + $"{List(hidden)}. Replace them with columns that can be seen.";
            string[] mixed = [.. report.Pairs.Where(pair => pair.PartedBy.Count == 0 && pair.Share >= MinPairShare)
                .Select(pair => $"{pair.First} and {pair.Second}")];
            if (mixed.Length > 0)
                yield return $"Add attributes that distinguish the classes in these pairs, which are often confused "
                    + $"and do not differ in any visible column: {List(mixed)}.";
        }
        else if (report.Pairs.Where(pair => pair.Share >= MinPairShare).Take(MaxNamed)
            .Select(pair => $"{pair.First} and {pair.Second}").ToArray() is { Length: > 0 } mixed)
        {
            yield return "Describe how the classes of each pair differ. These pairs are often confused: "
                + $"{List(mixed)}.";
        }
    }

    private static string Percent(double? value) => value!.Value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Correlation(double? value) => value!.Value.ToString("0.00", CultureInfo.InvariantCulture);
}
