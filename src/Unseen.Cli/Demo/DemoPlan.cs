using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Inference;
using Unseen.Training;

namespace Unseen.Cli.Demo;

/// <summary>What the demonstration trains.</summary>
internal static class DemoPlan
{
    public const int Epochs = 60;

    private const int BatchSize = 64;

    /// <summary>Both classifiers with everything that can be done about the imbalance.</summary>
    public static IReadOnlyList<RunOptions> Grid(int seed, int epochs) =>
    [
        .. from classifier in (ClassifierKind[])[ClassifierKind.Linear, ClassifierKind.Prototype]
           from adjustment in (AdjustmentKind[])[AdjustmentKind.None, AdjustmentKind.Calibrated, AdjustmentKind.Zla]
           select Options(classifier, adjustment, seed, epochs),
    ];

    /// <summary>ZLA on the prototype learner, and what comes closest to it.</summary>
    public static IReadOnlyList<RunOptions> Contenders(int seed, int epochs) =>
    [
        Options(ClassifierKind.Prototype, AdjustmentKind.Zla, seed, epochs),
        Options(ClassifierKind.Prototype, AdjustmentKind.Calibrated, seed, epochs),
        Options(ClassifierKind.Linear, AdjustmentKind.Zla, seed, epochs),
    ];

    private static RunOptions Options(ClassifierKind classifier, AdjustmentKind adjustment, int seed, int epochs)
    {
        var options = new RunOptions
        {
            Classifier = classifier,
            Adjustment = adjustment,
            Scaling = FeatureScalingKind.None,
            Seeds = [seed],
            Threads = 1, // so little work that a second thread costs more than it brings
        };
        return options with
        {
            Prototype = options.Prototype with { Training = options.Prototype.Training with { BatchSize = BatchSize, Epochs = epochs } },
            Linear = options.Linear with { Training = options.Linear.Training with { BatchSize = BatchSize, Epochs = epochs } },
        };
    }
}
