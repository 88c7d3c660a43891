using Unseen.Inference;
using Unseen.Methods;
using Unseen.Methods.Calibrated;
using Unseen.Methods.Ensemble;
using Unseen.Methods.Linear;
using Unseen.Methods.NoAdjustment;
using Unseen.Methods.Prototype;
using Unseen.Methods.Zla;
using Unseen.Training;

namespace Unseen.Runs.Demo;

/// <summary>The configurations of the demonstration.</summary>
public static class DemoPlan
{
    /// <summary>The default number of epochs of every classifier.</summary>
    public const int Epochs = 60;

    private const int BatchSize = 64;

    /// <summary>Gets nine configurations: the linear head, the prototype learner and their ensemble, each without
    /// adjustment, with calibrated stacking and with ZLA.</summary>
    /// <param name="seed">seed of all runs</param>
    /// <param name="epochs">epochs of every classifier, at least 1</param>
    public static IReadOnlyList<RunOptions> Grid(int seed, int epochs) =>
    [
        .. from classifier in (ClassifierOptions[])[new LinearOptions(), new PrototypeOptions(), new EnsembleOptions()]
           from adjustment in (AdjustmentOptions[])[new NoAdjustmentOptions(), new CalibratedOptions(),
               new ZlaOptions()]
           select Options(classifier, adjustment, seed, epochs),
    ];

    /// <summary>Gets five configurations: ZLA on the ensemble first, then the four whose results come
    /// closest.</summary>
    /// <param name="seed">seed of all runs</param>
    /// <param name="epochs">epochs of every classifier, at least 1</param>
    public static IReadOnlyList<RunOptions> Contenders(int seed, int epochs) =>
    [
        Options(new EnsembleOptions(), new ZlaOptions(), seed, epochs),
        Options(new EnsembleOptions(), new CalibratedOptions(), seed, epochs),
        Options(new PrototypeOptions(), new ZlaOptions(), seed, epochs),
        Options(new PrototypeOptions(), new CalibratedOptions(), seed, epochs),
        Options(new LinearOptions(), new ZlaOptions(), seed, epochs),
    ];

    private static RunOptions Options(
        ClassifierOptions classifier, AdjustmentOptions adjustment, int seed, int epochs) => new()
        {
            Classifier = classifier.WithSchedule(schedule => schedule with { BatchSize = BatchSize, Epochs = epochs }),
            Adjustment = adjustment,
            Scaling = FeatureScalingKind.None,
            Seeds = [seed],
            Threads = 1, // the work is too small for a second thread
        };
}
