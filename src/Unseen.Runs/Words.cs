using System.Buffers;
using System.Globalization;
using Unseen.Adaptation;
using Unseen.Descriptions;
using Unseen.Evaluation;
using Unseen.Images.Backbones;
using Unseen.Methods;
using Unseen.Training;

namespace Unseen.Runs;

/// <summary>Formats numbers and settings for people.</summary>
internal static class Words
{
    private const string Missing = "–";
    private const string WordBreakers = " \t\r\n;|&<>()[]{}'\"`$*?!#~";

    private static readonly SearchValues<char> _shellCharacters =
        SearchValues.Create(OperatingSystem.IsWindows() ? WordBreakers : $"{WordBreakers}\\");

    /// <summary>Formats a number with one decimal, or as a dash if it is not finite.</summary>
    public static string Percent(double value) =>
        double.IsFinite(value) ? value.ToString("0.0", CultureInfo.InvariantCulture) : Missing;

    /// <summary>Formats a mean and, for several seeds, its deviation.</summary>
    public static string Percent(MeanAndDeviation value, int seeds) =>
        seeds == 1 ? Percent(value.Mean) : $"{Percent(value.Mean)} ± {Percent(value.Deviation)}";

    /// <summary>Formats scores, such as "U 65.4, S 82.2, H 72.8".</summary>
    public static string Scores(GzslResult test) => $"U {Percent(test.U)}, S {Percent(test.S)}, H {Percent(test.H)}";

    /// <summary>Formats the mean of an area from 0 to 1 with three decimals and, for several seeds, its
    /// deviation.</summary>
    public static string Area(MeanAndDeviation value, int seeds)
    {
        if (!double.IsFinite(value.Mean))
            return Missing;
        var mean = value.Mean.ToString("0.000", CultureInfo.InvariantCulture);
        return seeds == 1 ? mean : $"{mean} ± {value.Deviation.ToString("0.000", CultureInfo.InvariantCulture)}";
    }

    /// <summary>Formats a number with three significant digits, but at most six decimals, and with all digits before
    /// the decimal point, such as 0.0123, 12.3 or 1234.</summary>
    public static string Short(double value)
    {
        if (!double.IsFinite(value) || value == 0)
            return value.ToString(CultureInfo.InvariantCulture);
        var decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return Math.Round(value, decimals).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Formats a duration, such as "45 s", "3 min 20 s" or "2 h 5 min".</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalSeconds: < 60 } => $"{(int)time.TotalSeconds} s",
        { TotalMinutes: < 60 } => $"{(int)time.TotalMinutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    /// <summary>Quotes a word for a command line if it is empty or contains characters with a meaning for
    /// shells.</summary>
    public static string Quoted(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAny(_shellCharacters) ? word
            : OperatingSystem.IsWindows() ? $"\"{word}\"" // the only quotes that cmd.exe knows
            : SingleQuoted(word);

    /// <summary>Quotes a word for a POSIX shell.</summary>
    public static string SingleQuoted(string word) =>
        $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>Joins the words of an <c>unseen</c> command line as a user would type them.</summary>
    public static string CommandLine(IEnumerable<string> words) =>
        string.Join(' ', words.Select(Quoted).Prepend("unseen"));

    /// <summary>Formats a number of seeds, such as "1 seed" or "3 seeds".</summary>
    public static string Seeds(int count) => count == 1 ? "1 seed" : $"{count} seeds";

    /// <summary>Formats a number of photographs, such as "1 photograph" or "3 photographs".</summary>
    public static string Photographs(int count) => count == 1 ? "1 photograph" : $"{count} photographs";

    /// <summary>Formats a number of seen or unseen classes, such as "1 seen class".</summary>
    public static string Classes(int count, bool seen) =>
        $"{count} {(seen ? "seen" : "unseen")} {(count == 1 ? "class" : "classes")}";

    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");

    /// <summary>Reports what an image model computes, and warns if its output does not seem to be features.</summary>
    public static void Tell(Backbone backbone, RunContext context)
    {
        context.Say($"{Path.GetFileName(backbone.Path)}: {backbone.Width} features from '{backbone.Output}'"
            + $"{backbone.OutputDescription}, {Describe(backbone.Preprocessing)}");
        if (backbone.Warning is { } warning)
            context.Warn($"{Path.GetFileName(backbone.Path)}: {warning}");
    }

    /// <summary>Describes preprocessing, such as "short side 256, crop 224, (x - 127.5) / 127.5".</summary>
    public static string Describe(Preprocessing preprocessing)
    {
        static string Numbers(IReadOnlyList<float> values) =>
            values.Distinct().Count() == 1 ? One(values[0]) : $"[{string.Join(", ", values.Select(One))}]";
        static string One(float value) => value.ToString("0.##", CultureInfo.InvariantCulture);
        return $"{(preprocessing.Resize is { } side ? $"short side {side}, " : "")}crop {preprocessing.Crop}, (x - "
            + $"{Numbers(preprocessing.Mean)}) / {Numbers(preprocessing.Std)}"
            + (preprocessing.Bgr ? ", blue first" : "");
    }

    /// <summary>Describes the verdict on descriptions, such as "works: 75.5 % among 20 classes held out, guessing
    /// 5.0".</summary>
    public static string Describe(DescriptionReport report) => report.Verdict == DescriptionVerdict.Unknown
        ? "unknown, with so few or so many seen classes"
        : $"{(report.Verdict == DescriptionVerdict.Guessing ? "no better than guessing" : Names.Get(report.Verdict))}: "
            + $"{Percent(report.T1!.Value)} % among {report.HeldOut} classes held out, guessing "
            + Percent(report.Chance!.Value);

    /// <summary>Describes in a sentence how far a model's probabilities are from its accuracy.</summary>
    public static string Describe(Reliability reliability, bool isCalibrated)
    {
        string Error(ReliabilityCurve curve) => curve.Images == 0 ? "–" : Percent(curve.Error);
        return $"Percentages: off by {Error(reliability.All)} on average ({Error(reliability.Seen)} if a seen class is "
            + $"named, {Error(reliability.Unseen)} if an unseen one)"
            + (isCalibrated ? "" : "; not calibrated: train with --validate, or with a --sigma other than law");
    }

    public static string Describe(Protocol protocol) => protocol switch
    {
        Protocol.Fair => "fair: settings chosen on validation classes, test images scored once",
        Protocol.Transductive =>
            "transductive: learnt from half of the test images, without labels; do not compare with fair",
        _ => "paper: best epoch chosen on test images; do not compare with fair",
    };

    /// <summary>Describes the images that a model learnt from without labels.</summary>
    public static string Describe(TransductivePool pool) =>
        $"{pool.Photographs} test images without labels, {pool.Unseen} of them of unseen classes; scored on the other "
            + $"{pool.Scored}";

    /// <summary>Gets the symbol of an option in reports, such as σ.</summary>
    public static string Symbol(string option) =>
        MethodCatalog.BuiltIn.All.Select(method => method.FindOption(option))
            .FirstOrDefault(found => found is not null)?.Symbol ?? option;

    /// <summary>Describes the settings chosen for one seed, such as "σ 100, λ 0.001, classifier epoch 41".</summary>
    public static string Describe(ChosenSettings chosen)
    {
        List<string> parts = [];
        parts.AddRange(chosen.Options.Select(option => $"{Symbol(option.Key)} {Short(option.Value)}"));
        if (chosen.Gamma != 0)
            parts.Add($"γ {Short(chosen.Gamma)}");
        if (chosen.GeneratorEpoch > 0)
            parts.Add($"generator epoch {chosen.GeneratorEpoch}");
        if (chosen.AveragedFrom is { } first)
            parts.Add($"mean of classifier epochs {first} to {chosen.ClassifierEpoch}");
        else if (chosen.ClassifierEpoch > 1)
            parts.Add($"classifier epoch {chosen.ClassifierEpoch}");
        return string.Join(", ", parts);
    }

    /// <summary>Formats the means of a run and, for several seeds, their deviations.</summary>
    public static string[] Cells(RunResult result)
    {
        var seeds = result.Seeds.Count;
        return
        [
            Percent(result.U, seeds), Percent(result.S, seeds), Percent(result.H, seeds),
                Percent(result.T1, seeds),
            Area(result.Ausuc, seeds),
        ];
    }

    public static string[] Cells(GzslResult test) =>
    [
        Percent(test.U), Percent(test.S), Percent(test.H), Percent(test.T1),
        Area(new MeanAndDeviation(test.Ausuc, 0), seeds: 1),
    ];
}
