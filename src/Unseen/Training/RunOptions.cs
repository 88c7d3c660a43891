using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Generators;
using Unseen.Inference;
using Unseen.Numerics;

namespace Unseen.Training;

/// <summary>Everything that decides a run's result, apart from the data. The defaults are the ridge centre with ZLAP, σ chosen on validation.</summary>
public sealed record RunOptions
{
    /// <summary>Where pseudo-features come from, default the ridge centre.</summary>
    public GeneratorKind Generator { get; init; } = GeneratorKind.Centre;

    /// <summary>Settings of the centre generator.</summary>
    public CentreOptions Centre { get; init; } = new();

    /// <summary>Settings of the WGAN.</summary>
    public WganOptions Wgan { get; init; } = new();

    /// <summary>Pseudo-features for each unseen class (n), at least 1, default 10.</summary>
    public int PseudoPerClass { get; init; } = 10;

    /// <summary>Which classifier, default the prototype learner.</summary>
    public ClassifierKind Classifier { get; init; } = ClassifierKind.Prototype;

    /// <summary>Settings of the prototype learner.</summary>
    public PrototypeOptions Prototype { get; init; } = new();

    /// <summary>Settings of the linear head.</summary>
    public LinearOptions Linear { get; init; } = new();

    /// <summary>What is done about seen-unseen imbalance, default ZLA.</summary>
    public AdjustmentKind Adjustment { get; init; } = AdjustmentKind.Zla;

    /// <summary>ZLA's σ, greater than 0; null (default) chooses it on validation.</summary>
    public double? Sigma { get; init; }

    /// <summary>Which images may choose settings, default <see cref="Protocol.Fair"/>.</summary>
    public Protocol Protocol { get; init; } = Protocol.Fair;

    /// <summary>One run for each seed, at least one, all different, each at least 0; default 0.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [0];

    /// <summary>How features are scaled, fitted on the training part only, default min-max.</summary>
    public FeatureScalingKind Scaling { get; init; } = FeatureScalingKind.MinMax;

    /// <summary>
    /// Generator epochs between two snapshots that classifiers are trained on, at least 1; null (default) takes only the last epoch.
    /// The fair protocol chooses among snapshots on validation, the paper protocol on test.
    /// </summary>
    public int? ClassifyEvery { get; init; }

    /// <summary>TorchSharp device, such as <c>cpu</c> (default) or <c>cuda:0</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Number type of the matrix products in training, default the fastest that suits the device.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>Threads for tensor operations, at least 1; null (default) leaves libtorch's own choice.</summary>
    public int? Threads { get; init; }

    /// <summary>Training settings of the chosen classifier.</summary>
    public ClassifierTrainingOptions ClassifierTraining => Classifier == ClassifierKind.Prototype ? Prototype.Training : Linear.Training;

    /// <summary>Epochs that the chosen generator is trained for, 0 without one and for the closed form.</summary>
    public int GeneratorEpochs => Generator switch
    {
        GeneratorKind.Wgan => Wgan.Epochs,
        GeneratorKind.Centre when Centre.Fit == CentreFit.Network => Centre.Epochs,
        _ => 0,
    };

    /// <summary>All that is wrong with these options, one sentence each; empty when they can run.</summary>
    public IReadOnlyList<string> Validate() =>
    [
        .. OwnProblems(), .. Centre.Problems(), .. Wgan.Problems(), .. Prototype.Problems(), .. Linear.Training.Problems("linear.training"),
    ];

    private IEnumerable<string> OwnProblems()
    {
        if (PseudoPerClass < 1)
            yield return $"pseudoPerClass must be at least 1, but was {PseudoPerClass}. Choose generator none to train without.";
        if (Sigma is { } sigma && !(double.IsFinite(sigma) && sigma > 0))
            yield return $"sigma must be finite and greater than 0, but was {sigma}.";
        if (Seeds.Count == 0)
            yield return "seeds must name at least one seed, but was empty.";
        if (Seeds.Any(seed => seed < 0))
            yield return $"seeds must be at least 0, but one was {Seeds.Min()}.";
        if (Seeds.Distinct().Count() != Seeds.Count)
            yield return $"seeds must all differ, but were {string.Join(", ", Seeds)}.";
        if (ClassifyEvery is < 1)
            yield return $"classifyEvery must be at least 1, but was {ClassifyEvery}.";
        if (Threads is < 1)
            yield return $"threads must be at least 1, but was {Threads}.";
    }
}
