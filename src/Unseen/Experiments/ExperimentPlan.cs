using Unseen.Methods;
using Unseen.Methods.Calibrated;
using Unseen.Methods.Centre;
using Unseen.Methods.Cvae;
using Unseen.Methods.Ensemble;
using Unseen.Methods.ImageText;
using Unseen.Methods.Linear;
using Unseen.Methods.NoAdjustment;
using Unseen.Methods.NoGenerator;
using Unseen.Methods.Prototype;
using Unseen.Methods.Wgan;
using Unseen.Methods.Zla;
using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>Lists the configurations that an experiment compares.</summary>
public static class ExperimentPlan
{
    /// <summary>The number of pseudo-features per unseen class, except in cells that vary it or use
    /// <see cref="ExperimentScale.OwnPseudo"/>.</summary>
    public const int AdjustedPseudo = 10;

    private static readonly GeneratorOptions[] _resampled = [new CentreOptions(), new CvaeOptions(), new WganOptions()];
    private static readonly GeneratorOptions[] _cheapAndLearned = [new CentreOptions(), new WganOptions()];
    private static readonly ClassifierOptions[] _heads = [new LinearOptions(), new PrototypeOptions()];
    private static readonly AdjustmentOptions[] _withoutAndWith = [new NoAdjustmentOptions(), new ZlaOptions()];
    private static readonly bool[] _offAndOn = [false, true];

    private static readonly double[] _sigmas = [1, 3, 10, 30, 100, 300, 1000, 3000, 10000];

    /// <summary>Lists the cells of an experiment in the order of its report.</summary>
    /// <param name="experiment">the experiment</param>
    /// <param name="scale">the extent of the experiment</param>
    /// <returns>the cells; empty if the experiment compares none of the scale's generators</returns>
    /// <exception cref="ArgumentException">The experiment is not a known kind, a name of
    /// <see cref="ExperimentScale.Generators"/> is not a generator, or the
    /// <see cref="AdjustmentOptions.UsualClassifier"/> of an adjustment is not the name of a classifier.</exception>
    public static IReadOnlyList<ExperimentCell> Cells(ExperimentKind experiment, ExperimentScale scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        var unknown = scale.Generators?.FirstOrDefault(name => scale.Methods.FindGenerator(name) is null);
        Require.That(unknown is null, nameof(scale.Generators), "names of generators", unknown);
        return [.. AllCells(experiment, scale).Where(cell => Includes(scale, cell.Options.Generator))];
    }

    private static bool Includes(ExperimentScale scale, GeneratorOptions generator) =>
        !generator.MakesPseudoFeatures || (scale.Generators?.Contains(generator.Name)
            ?? (!scale.IsQuick || Array.Exists(_resampled, one => one.Name == generator.Name)
                || MethodCatalog.BuiltIn.FindGenerator(generator.Name) is null));

    private static IReadOnlyList<ExperimentCell> AllCells(ExperimentKind experiment, ExperimentScale scale) =>
        experiment switch
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
            ExperimentKind.Encoder => [.. Encoder(scale)],
            _ => throw new ArgumentException($"experiment must be a known kind, but was {experiment}."),
        };

    private static IEnumerable<ExperimentCell> Main(ExperimentScale scale)
    {
        foreach (var generator in Generators(scale))
        {
            yield return Cell(scale, generator, "as published", new LinearOptions(), new NoAdjustmentOptions(),
                scale.OwnPseudo);
            yield return Cell(scale, generator, "+ ZLA", new LinearOptions(), new ZlaOptions(), AdjustedPseudo);
            yield return Cell(scale, generator, "+ ZLAP", new PrototypeOptions(), new ZlaOptions(), AdjustedPseudo);
        }

        foreach (var generator in _cheapAndLearned)
        {
            foreach (var adjustment in scale.Methods.Adjustments.Where(
                adjustment => !_withoutAndWith.Contains(adjustment)))
            {
                var head = scale.Methods.FindClassifier(adjustment.UsualClassifier) ?? throw new ArgumentException(
                    $"{nameof(adjustment.UsualClassifier)} of {adjustment.Name} must be the name of a classifier, but "
                    + $"was {adjustment.UsualClassifier}.");
                var variant = head is LinearOptions ? adjustment.Title : $"{adjustment.Title}, {head.Name}";
                yield return Cell(scale, generator, variant, head, adjustment, AdjustedPseudo);
            }

            foreach (var classifier in scale.Methods.Classifiers.Where(
                classifier => classifier.HasSoftmax && !_heads.Contains(classifier)))
                yield return Cell(scale, generator, $"+ ZLA, {classifier.Name}", classifier, new ZlaOptions(),
                    AdjustedPseudo);
        }

        foreach (var classifier in scale.Methods.Classifiers.Where(
            classifier => classifier is { HasSoftmax: false, NeedsEncoder: false }))
        {
            yield return Baseline(scale, classifier, "as published", new NoAdjustmentOptions());
            yield return Baseline(scale, classifier, "calibrated stacking", new CalibratedOptions());
        }
    }

    private static IEnumerable<GeneratorOptions> Generators(ExperimentScale scale) =>
        scale.Methods.Generators.Where(generator => generator.MakesPseudoFeatures);

    private static IEnumerable<ExperimentCell> Resampling(ExperimentScale scale) =>
        from generator in _resampled
        from count in scale.PseudoCounts
        select Cell(scale, generator, $"n = {count}", new LinearOptions(), new NoAdjustmentOptions(), count, count);

    private static IEnumerable<ExperimentCell> PlugIn(ExperimentScale scale) =>
        from generator in Generators(scale)
        from classifier in _heads
        from adjustment in _withoutAndWith
        let variant = (classifier is LinearOptions ? "linear" : "prototype")
            + (adjustment is NoAdjustmentOptions ? "" : " + ZLA")
        select Cell(scale, generator, variant, classifier, adjustment, scale.OwnPseudo);

    private static IEnumerable<ExperimentCell> Relu(ExperimentScale scale) =>
        from generator in _cheapAndLearned.Prepend(new NoGeneratorOptions())
        from adjustment in _withoutAndWith
        from relu in _offAndOn
        let cell = Cell(scale, generator, relu ? "ReLU" : "no ReLU", new PrototypeOptions(), adjustment, AdjustedPseudo)
        let series = (generator is NoGeneratorOptions ? "pure" : generator.Name)
            + (adjustment is NoAdjustmentOptions ? "" : " + ZLA")
        select cell with
        {
            Series = series,
            Options = cell.Options with
            {
                Classifier = (PrototypeOptions)cell.Options.Classifier
            with
                { OutputRelu = relu }
            }
        };

    private static IEnumerable<ExperimentCell> Heads(ExperimentScale scale) =>
        from classifier in _heads
        from adjustment in _withoutAndWith
        from count in scale.PseudoCounts
        let series = classifier.Name + (adjustment is NoAdjustmentOptions ? "" : " + ZLA")
        select Cell(scale, new WganOptions(), $"n = {count}", classifier, adjustment, count, count)
            with
        { Series = series };

    private static IEnumerable<ExperimentCell> PseudoCount(ExperimentScale scale) =>
        from generator in _cheapAndLearned
        from adjustment in _withoutAndWith
        from count in scale.PseudoCounts
        let series = generator.Name + (adjustment is NoAdjustmentOptions ? "" : " + ZLA")
        select Cell(scale, generator, $"n = {count}", new PrototypeOptions(), adjustment, count, count)
            with
        { Series = series };

    private static IEnumerable<ExperimentCell> Prior(ExperimentScale scale) =>
        from generator in _cheapAndLearned
        from sigma in _sigmas.Select(value => (double?)value).Append(null)
        select Cell(
            scale, generator, sigma is null ? "validation"
                : $"σ = {sigma}", new PrototypeOptions(), new ZlaOptions { Sigma = sigma }, AdjustedPseudo, sigma);

    private static IEnumerable<ExperimentCell> Pictures(ExperimentScale scale) =>
        from adjustment in _withoutAndWith
        select Cell(
            scale, new WganOptions(), adjustment is NoAdjustmentOptions ? "before ZLA"
                : "after ZLA", new PrototypeOptions(), adjustment, AdjustedPseudo);

    private static IEnumerable<ExperimentCell> Protocols(ExperimentScale scale) =>
        from generator in Generators(scale)
        from classifier in _heads
        from protocol in new[] { Protocol.Fair, Protocol.Paper }
        let cell = Cell(scale, generator, Names.Get(protocol), classifier, new ZlaOptions(), AdjustedPseudo)
        let head = classifier is LinearOptions ? "ZLA" : "ZLAP"
        select cell with { Series = $"{cell.Series} + {head}", Options = cell.Options with { Protocol = protocol } };

    private static IEnumerable<ExperimentCell> Encoder(ExperimentScale scale)
    {
        var trained = new EnsembleOptions();
        var both = trained with { Members = [.. trained.Members, new ImageTextOptions()] };
        yield return Baseline(scale, new ImageTextOptions(), "zero-shot", new NoAdjustmentOptions());
        foreach (var ensemble in new[] { trained, both })
            yield return Cell(scale, new CentreOptions(), $"{ensemble.MemberNames} + ZLA", ensemble, new ZlaOptions(),
                AdjustedPseudo);
    }

    private static ExperimentCell Baseline(
        ExperimentScale scale, ClassifierOptions classifier, string variant, AdjustmentOptions adjustment) =>
        Cell(scale, new NoGeneratorOptions(), variant, classifier, adjustment, AdjustedPseudo)
            with
        { Series = classifier.Name };

    private static ExperimentCell Cell(
        ExperimentScale scale, GeneratorOptions generator, string variant, ClassifierOptions classifier,
            AdjustmentOptions adjustment, int pseudo, double? x = null)
    {
        var options = scale.Base with
        {
            Generator = scale.Configure(generator),
            Classifier = classifier.WithSchedule(schedule => schedule with { Epochs = scale.ClassifierEpochs }),
            Adjustment = adjustment,
            PseudoPerClass = pseudo,
        };
        return new ExperimentCell(generator.Name, variant, options, x);
    }
}
