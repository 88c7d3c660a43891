using System.Text.Json.Serialization;
using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Generators;
using Unseen.Inference;
using Unseen.Numerics;
using Unseen.Plugins;

namespace Unseen.Training;

/// <summary>Everything that decides a run's result, apart from the data. The defaults are the ridge centre with ZLAP, σ chosen on validation.</summary>
public sealed record RunOptions
{
    /// <summary>Where pseudo-features come from, default the ridge centre.</summary>
    public GeneratorKind Generator { get; init; } = GeneratorKind.Centre;

    /// <summary>Settings of the centre generator.</summary>
    public CentreOptions Centre { get; init; } = new();

    /// <summary>Settings of the conditional VAE.</summary>
    public CvaeOptions Cvae { get; init; } = new();

    /// <summary>Settings of the WGAN and of the generators built on it.</summary>
    public WganOptions Wgan { get; init; } = new();

    /// <summary>What f-CLSWGAN adds.</summary>
    public FClswganOptions FClswgan { get; init; } = new();

    /// <summary>What f-VAEGAN-D2 adds.</summary>
    public FVaeganOptions FVaegan { get; init; } = new();

    /// <summary>What CE-GZSL adds.</summary>
    public CeGzslOptions CeGzsl { get; init; } = new();

    /// <summary>The assembly that plug-ins are from, for the record; null (default) for none.</summary>
    [JsonIgnore]
    public PluginAssembly? Plugin { get; init; }

    /// <summary>A generator of your own, used in the place of <see cref="Generator"/>; null (default) for none.</summary>
    [JsonIgnore]
    public IGeneratorPlugin? GeneratorPlugin { get; init; }

    /// <summary>Pseudo-features for each unseen class (n), at least 1, default 10.</summary>
    public int PseudoPerClass { get; init; } = 10;

    /// <summary>Which classifier, default the prototype learner.</summary>
    public ClassifierKind Classifier { get; init; } = ClassifierKind.Prototype;

    /// <summary>Settings of the prototype learner.</summary>
    public PrototypeOptions Prototype { get; init; } = new();

    /// <summary>Settings of the linear head.</summary>
    public LinearOptions Linear { get; init; } = new();

    /// <summary>Settings of the classifiers trained by ranking, ALE and DeViSE.</summary>
    public RankingOptions Ranking { get; init; } = new();

    /// <summary>Settings of ESZSL.</summary>
    public EszslOptions Eszsl { get; init; } = new();

    /// <summary>Settings of SAE.</summary>
    public SaeOptions Sae { get; init; } = new();

    /// <summary>A classifier of your own, used in the place of <see cref="Classifier"/>; null (default) for none.</summary>
    [JsonIgnore]
    public IClassifierPlugin? ClassifierPlugin { get; init; }

    /// <summary>What is done about seen-unseen imbalance, default ZLA.</summary>
    public AdjustmentKind Adjustment { get; init; } = AdjustmentKind.Zla;

    /// <summary>ZLA's σ, greater than 0; null (default) chooses it on validation.</summary>
    public double? Sigma { get; init; }

    /// <summary>Settings of the DGZ loss.</summary>
    public DgzOptions Dgz { get; init; } = new();

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

    /// <summary>The generator's name, a plug-in's own or as on the command line.</summary>
    public string GeneratorName => GeneratorPlugin?.Name ?? Names.Of(Generator);

    /// <summary>The classifier's name, a plug-in's own or as on the command line.</summary>
    public string ClassifierName => ClassifierPlugin?.Name ?? Names.Of(Classifier);

    /// <summary>Whether there are pseudo-features.</summary>
    public bool HasGenerator => GeneratorPlugin is not null || Generator != GeneratorKind.None;

    /// <summary>Whether the classifier is one of the baselines that know no pseudo-features and no softmax: ESZSL, SAE, ALE, DeViSE.</summary>
    public bool IsBaseline => ClassifierPlugin is null && Classifier is not (ClassifierKind.Prototype or ClassifierKind.Linear);

    /// <summary>Whether the classifier is solved for, not trained.</summary>
    public bool IsClosedForm => ClassifierPlugin is null && Classifier is ClassifierKind.Eszsl or ClassifierKind.Sae;

    /// <summary>Whether the chosen generator is the WGAN or built on it.</summary>
    public bool UsesWgan =>
        GeneratorPlugin is null && Generator is GeneratorKind.Wgan or GeneratorKind.FClswgan or GeneratorKind.FVaeganD2 or GeneratorKind.CeGzsl;

    /// <summary>Training settings of the chosen classifier; a closed form has one epoch.</summary>
    public ClassifierTrainingOptions ClassifierTraining => ClassifierPlugin?.Training ?? Classifier switch
    {
        ClassifierKind.Prototype => Prototype.Training,
        ClassifierKind.Linear => Linear.Training,
        ClassifierKind.Ale or ClassifierKind.Devise => Ranking.Training,
        _ => new ClassifierTrainingOptions { Epochs = 1 },
    };

    /// <summary>Epochs that the chosen generator is trained for, 0 without one and for the closed form.</summary>
    public int GeneratorEpochs => GeneratorPlugin?.Epochs ?? Generator switch
    {
        _ when UsesWgan => Wgan.Epochs,
        GeneratorKind.Cvae => Cvae.Epochs,
        GeneratorKind.Centre when Centre.Fit == CentreFit.Network => Centre.Epochs,
        _ => 0,
    };

    /// <summary>All that is wrong with these options, one sentence each; empty when they can run.</summary>
    public IReadOnlyList<string> Validate() =>
    [
        .. OwnProblems(), .. Centre.Problems(), .. Cvae.Problems(), .. Wgan.Problems(), .. FClswgan.Problems(), .. FVaegan.Problems(),
        .. CeGzsl.Problems(), .. Prototype.Problems(), .. Linear.Training.Problems("linear.training"), .. Ranking.Problems(), .. Eszsl.Problems(),
        .. Sae.Problems(), .. Dgz.Problems(),
    ];

    private IEnumerable<string> OwnProblems()
    {
        if (IsBaseline && HasGenerator)
            yield return $"generator must be none with classifier {ClassifierName}, which is trained on seen images alone, but was {GeneratorName}.";
        if (IsBaseline && Adjustment is not (AdjustmentKind.None or AdjustmentKind.Calibrated))
            yield return $"adjustment must be none or calibrated with classifier {ClassifierName}, which has no softmax, but was {Names.Of(Adjustment)}.";
        if (Adjustment == AdjustmentKind.Logit && !HasGenerator)
            yield return "adjustment must not be logit without a generator, since unseen classes then have no frequency, but was logit.";
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
