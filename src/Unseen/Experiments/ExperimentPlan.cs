using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Generators;
using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>Which configurations an experiment compares.</summary>
public static class ExperimentPlan
{
    /// <summary>Pseudo-features for each unseen class with ZLA.</summary>
    public const int AdjustedPseudo = 10;

    private static readonly GeneratorKind[] _generators =
    [
        GeneratorKind.Centre, GeneratorKind.Cvae, GeneratorKind.Wgan, GeneratorKind.FClswgan, GeneratorKind.FVaeganD2, GeneratorKind.CeGzsl,
    ];

    private static readonly GeneratorKind[] _resampled = [GeneratorKind.Centre, GeneratorKind.Cvae, GeneratorKind.Wgan];
    private static readonly GeneratorKind[] _cheapAndLearned = [GeneratorKind.Centre, GeneratorKind.Wgan];
    private static readonly ClassifierKind[] _heads = [ClassifierKind.Linear, ClassifierKind.Prototype];
    private static readonly ClassifierKind[] _baselines = [ClassifierKind.Eszsl, ClassifierKind.Sae, ClassifierKind.Ale, ClassifierKind.Devise];
    private static readonly AdjustmentKind[] _withoutAndWith = [AdjustmentKind.None, AdjustmentKind.Zla];
    private static readonly bool[] _offAndOn = [false, true];

    private static readonly double[] _sigmas = [1, 3, 10, 30, 100, 300, 1000, 3000, 10000];

    /// <summary>The cells of an experiment, in the report's order.</summary>
    /// <param name="experiment">which</param>
    /// <param name="scale">how much</param>
    public static IReadOnlyList<ExperimentCell> Cells(ExperimentKind experiment, ExperimentScale scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        return experiment switch
        {
            ExperimentKind.Main or ExperimentKind.Cost => [.. Main(scale)],
            ExperimentKind.Resampling => [.. Resampling(scale)],
            ExperimentKind.PlugIn => [.. PlugIn(scale)],
            ExperimentKind.Relu => [.. Relu(scale)],
            ExperimentKind.Heads => [.. Heads(scale)],
            ExperimentKind.PseudoCount => [.. PseudoCount(scale)],
            ExperimentKind.Prior => [.. Prior(scale)],
            ExperimentKind.Pictures => [.. Pictures(scale)],
            ExperimentKind.Protocols => [.. Protocols(scale)],
            _ => throw new ArgumentException($"experiment must be a known kind, but was {experiment}."),
        };
    }

    private static IEnumerable<ExperimentCell> Main(ExperimentScale scale)
    {
        foreach (var generator in _generators)
        {
            yield return Cell(scale, generator, "as published", ClassifierKind.Linear, AdjustmentKind.None, scale.OwnPseudo);
            yield return Cell(scale, generator, "+ ZLA", ClassifierKind.Linear, AdjustmentKind.Zla, AdjustedPseudo);
            yield return Cell(scale, generator, "+ ZLAP", ClassifierKind.Prototype, AdjustmentKind.Zla, AdjustedPseudo);
        }

        foreach (var generator in _cheapAndLearned)
        {
            yield return Cell(scale, generator, "calibrated stacking", ClassifierKind.Linear, AdjustmentKind.Calibrated, AdjustedPseudo);
            yield return Cell(scale, generator, "long-tail logit", ClassifierKind.Linear, AdjustmentKind.Logit, AdjustedPseudo);
            yield return Cell(scale, generator, "DGZ, prototype", ClassifierKind.Prototype, AdjustmentKind.Dgz, AdjustedPseudo);
        }

        foreach (var classifier in _baselines)
        {
            yield return Baseline(scale, classifier, "as published", AdjustmentKind.None);
            yield return Baseline(scale, classifier, "calibrated stacking", AdjustmentKind.Calibrated);
        }
    }

    private static IEnumerable<ExperimentCell> Resampling(ExperimentScale scale) =>
        from generator in _resampled
        from count in scale.PseudoCounts
        select Cell(scale, generator, $"n = {count}", ClassifierKind.Linear, AdjustmentKind.None, count, count);

    private static IEnumerable<ExperimentCell> PlugIn(ExperimentScale scale) =>
        from generator in _generators
        from classifier in _heads
        from adjustment in _withoutAndWith
        let variant = (classifier == ClassifierKind.Linear ? "linear" : "prototype") + (adjustment == AdjustmentKind.None ? "" : " + ZLA")
        select Cell(scale, generator, variant, classifier, adjustment, scale.OwnPseudo);

    private static IEnumerable<ExperimentCell> Relu(ExperimentScale scale) =>
        from generator in _cheapAndLearned.Prepend(GeneratorKind.None)
        from adjustment in _withoutAndWith
        from relu in _offAndOn
        let cell = Cell(scale, generator, relu ? "ReLU" : "no ReLU", ClassifierKind.Prototype, adjustment, AdjustedPseudo)
        let series = (generator == GeneratorKind.None ? "pure" : Names.Of(generator)) + (adjustment == AdjustmentKind.None ? "" : " + ZLA")
        select cell with { Series = series, Options = cell.Options with { Prototype = cell.Options.Prototype with { OutputRelu = relu } } };

    private static IEnumerable<ExperimentCell> Heads(ExperimentScale scale) =>
        from classifier in _heads
        from adjustment in _withoutAndWith
        from count in scale.PseudoCounts
        let series = Names.Of(classifier) + (adjustment == AdjustmentKind.None ? "" : " + ZLA")
        select Cell(scale, GeneratorKind.Wgan, $"n = {count}", classifier, adjustment, count, count) with { Series = series };

    private static IEnumerable<ExperimentCell> PseudoCount(ExperimentScale scale) =>
        from generator in _cheapAndLearned
        from adjustment in _withoutAndWith
        from count in scale.PseudoCounts
        let series = Names.Of(generator) + (adjustment == AdjustmentKind.None ? "" : " + ZLA")
        select Cell(scale, generator, $"n = {count}", ClassifierKind.Prototype, adjustment, count, count) with { Series = series };

    private static IEnumerable<ExperimentCell> Prior(ExperimentScale scale) =>
        from generator in _cheapAndLearned
        from sigma in _sigmas.Select(value => (double?)value).Append(null)
        let cell = Cell(scale, generator, sigma is null ? "validation" : $"σ = {sigma}", ClassifierKind.Prototype, AdjustmentKind.Zla, AdjustedPseudo, sigma)
        select cell with { Options = cell.Options with { Sigma = sigma } };

    private static IEnumerable<ExperimentCell> Pictures(ExperimentScale scale) =>
        from adjustment in _withoutAndWith
        select Cell(
            scale, GeneratorKind.Wgan, adjustment == AdjustmentKind.None ? "before ZLA" : "after ZLA", ClassifierKind.Prototype, adjustment, AdjustedPseudo);

    private static IEnumerable<ExperimentCell> Protocols(ExperimentScale scale) =>
        from generator in _generators
        from classifier in _heads
        from protocol in Enum.GetValues<Protocol>()
        let cell = Cell(scale, generator, Names.Of(protocol), classifier, AdjustmentKind.Zla, AdjustedPseudo)
        let head = classifier == ClassifierKind.Linear ? "ZLA" : "ZLAP"
        select cell with { Series = $"{cell.Series} + {head}", Options = cell.Options with { Protocol = protocol } };

    private static ExperimentCell Baseline(ExperimentScale scale, ClassifierKind classifier, string variant, AdjustmentKind adjustment) =>
        Cell(scale, GeneratorKind.None, variant, classifier, adjustment, AdjustedPseudo) with { Series = Names.Of(classifier) };

    private static ExperimentCell Cell(
        ExperimentScale scale, GeneratorKind generator, string variant, ClassifierKind classifier, AdjustmentKind adjustment, int pseudo, double? x = null)
    {
        var o = scale.Base;
        var options = o with
        {
            Generator = generator,
            Classifier = classifier,
            Adjustment = adjustment,
            PseudoPerClass = pseudo,
            Cvae = o.Cvae with { Epochs = scale.CvaeEpochs, Hidden = scale.Hidden, BatchSize = scale.BatchSize },
            Wgan = o.Wgan with { Epochs = scale.GanEpochs, Hidden = scale.Hidden, BatchSize = scale.BatchSize },
            Prototype = o.Prototype with { Training = o.Prototype.Training with { Epochs = scale.ClassifierEpochs } },
            Linear = o.Linear with { Training = o.Linear.Training with { Epochs = scale.ClassifierEpochs } },
            Ranking = o.Ranking with { Training = o.Ranking.Training with { Epochs = scale.ClassifierEpochs } },
        };
        return new ExperimentCell(Names.Of(generator), variant, options, x);
    }
}
