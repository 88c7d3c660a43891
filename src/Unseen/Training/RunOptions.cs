using System.Text.Json.Nodes;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Methods;
using Unseen.Methods.Centre;
using Unseen.Methods.Ensemble;
using Unseen.Methods.NoAdjustment;
using Unseen.Methods.NoGenerator;
using Unseen.Methods.Zla;
using Unseen.Numerics;
using Unseen.Options;

namespace Unseen.Training;

/// <summary>Everything that determines a run's result, apart from the data. By default, the generator is the ridge
/// centre, the classifier is an ensemble of the prototype learner and a linear head, and the adjustment is ZLA, whose σ
/// follows a law that validation corrects.</summary>
public sealed record RunOptions
{
    /// <summary>The generator of pseudo-features, default the ridge centre.</summary>
    public GeneratorOptions Generator { get; init; } = new CentreOptions();

    /// <summary>The classifier, default the ensemble of prototype learner and linear head.</summary>
    public ClassifierOptions Classifier { get; init; } = new EnsembleOptions();

    /// <summary>The adjustment for the imbalance of seen and unseen classes, default ZLA.</summary>
    public AdjustmentOptions Adjustment { get; init; } = new ZlaOptions();

    /// <summary>The plug-in assembly that provides methods, which is recorded with the results; null (default) for
    /// none.</summary>
    public PluginAssembly? Plugin { get; init; }

    /// <summary>The default of <see cref="PseudoPerClass"/>.</summary>
    internal const int DefaultPseudoPerClass = 10;

    /// <summary>The number n of pseudo-features per unseen class, at least 1, default 10.</summary>
    [Option("Pseudo-features for each unseen class", Name = "pseudo", AtLeast = 1, When = nameof(HasGenerator),
        IsCommon = true)]
    public int PseudoPerClass { get; init; } = DefaultPseudoPerClass;

    /// <summary>The protocol, which determines the images on which settings are chosen, default
    /// <see cref="Protocol.Fair"/>.</summary>
    [Option("fair: validation chooses settings, test images are scored once; paper: the best test epoch counts; "
        + "transductive: as fair, but the model also learns from half of the test images, without labels, and is "
        + "scored on the others. Protocols",
        IsShared = true, IsCommon = true)]
    public Protocol Protocol { get; init; } = Protocol.Fair;

    /// <summary>The seeds, each of which is trained and tested; at least one, all different, each at least 0; default
    /// 0.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [0];

    /// <summary>
    /// The scaling of features, fitted on training images only. Null (default) is unit length for an ensemble without a
    /// trained generator, because its members work on unit length, and for a classifier that needs an encoder; min-max
    /// otherwise, because generators work on [0, 1].
    /// </summary>
    [Option("How features are scaled, fitted on training images; if this is not given, l2 for an ensemble or "
        + "image-text without a trained generator, otherwise minmax")]
    public FeatureScalingKind? Scaling { get; init; }

    /// <summary>
    /// The number of generator epochs between two snapshots on which classifiers are trained, at least 1; null
    /// (default) for only the last epoch. The fair and the transductive protocol choose the snapshot on validation
    /// images, the paper protocol on test images.
    /// </summary>
    [Option("Generator epochs between two snapshots on which classifiers are trained; only the last epoch if this is "
        + "not given", AtLeast = 1, When = nameof(TrainsGenerator))]
    public int? ClassifyEvery { get; init; }

    /// <summary>Whether H is measured on the validation split even if nothing needs to be chosen there; default false.
    /// Has no effect in the paper protocol.</summary>
    [Option("Measure H on the validation split even if nothing needs to be chosen there",
        Name = "validate")]
    public bool AlwaysValidates { get; init; }

    /// <summary>TorchSharp device, such as <c>cpu</c> (default) or <c>cuda:0</c>.</summary>
    [Option("Where tensors live: cpu, or cuda:0 with a CUDA build of libtorch", IsShared = true)]
    public string Device { get; init; } = "cpu";

    /// <summary>The number type of matrix products in training, default the fastest one of the device.</summary>
    [Option("Number type of matrix products; auto is bf16 if the processor has it", IsShared = true)]
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>The number of threads for tensor operations, at least 1; null (default) for libtorch's
    /// choice.</summary>
    [Option("Threads for tensor operations; libtorch's choice if this is not given", IsShared = true, AtLeast = 1)]
    public int? Threads { get; init; }

    /// <summary>Whether there are pseudo-features.</summary>
    public bool HasGenerator => Generator.MakesPseudoFeatures;

    /// <summary>Whether the generator is trained in epochs.</summary>
    public bool TrainsGenerator => Generator.TrainingEpochs > 0;

    /// <summary>The scaling that is used: <see cref="Scaling"/> or, if this is null, the scaling that suits the
    /// methods.</summary>
    internal FeatureScalingKind ScalingInUse => Scaling ?? (TrainsGenerator || !Classifier.PrefersUnitLength
        ? FeatureScalingKind.MinMax : FeatureScalingKind.L2);

    /// <summary>Whether the model has the mean of the weights over the last epochs instead of the weights of a single
    /// epoch.</summary>
    internal bool AveragesEpochs => Protocol != Protocol.Paper && Classifier.Schedule?.FirstAveraged is not null;

    /// <summary>Returns the options that a run uses on a dataset: these options, but without a generator and an
    /// adjustment if the dataset has no unseen class. There is then nothing to generate and no imbalance to adjust.
    /// Classes can still be added to the model by their descriptions.</summary>
    internal RunOptions For(GzslDataset dataset) => dataset.UnseenClasses.Length > 0 ? this
        : this with { Generator = new NoGeneratorOptions(), Adjustment = new NoAdjustmentOptions() };

    /// <summary>Validates the options. Returns one sentence per problem, or an empty list if the options are
    /// valid.</summary>
    public IReadOnlyList<string> Validate() =>
    [
        .. OwnProblems(), .. RunSettings.Own.Select(option => option.Problem(this)).OfType<string>(),
        .. Generator.Problems(), .. Classifier.Problems(), .. Adjustment.Problems(),
    ];

    /// <summary>Converts all settings except the seeds to JSON, by name. Settings without an effect are left out, and
    /// so are null options of the run itself. A null option of a method becomes <c>auto</c>. The members of an ensemble
    /// are included by name, without settings of their own.</summary>
    public JsonObject ToJson() => new(
        from setting in RunSettings.GetAll(this)
        where setting.Matters(this)
        let value = setting.ValueIn(this)
        where value is not null
        select KeyValuePair.Create(setting.Name, (JsonNode?)value));

    /// <summary>Converts all that determines a result, except the seeds, to JSON: as <see cref="ToJson"/>, and the
    /// settings of an ensemble's members if any of them differs from its default.</summary>
    internal JsonObject ToIdentity()
    {
        var json = ToJson();
        JsonObject[] members = [.. from member in Classifier is EnsembleOptions ensemble ? ensemble.Members : []
                                   let defaults = Default(member)
                                   select new JsonObject(
                                       from option in member.AllOptions
                                       let value = option.Get(member)
                                       where !JsonNode.DeepEquals(value, option.Get(defaults))
                                       select KeyValuePair.Create(option.Name, value))];
        if (members.Any(member => member.Count > 0))
            json["memberSettings"] = new JsonArray([.. members]);
        return json;
    }

    /// <summary>Converts the methods, and all other settings that differ from their defaults, to JSON as in
    /// <see cref="ToJson"/>. Runs with equal settings have equal JSON, even if a later version adds
    /// options.</summary>
    public JsonObject DifferencesFromDefaults()
    {
        var defaults = new RunOptions
        {
            Generator = Default(Generator),
            Classifier = Default(Classifier),
            Adjustment = Default(Adjustment),
        }.ToJson();
        var methods = RunSettings.GetAll(this)
            .Where(setting => setting.IsMethod).Select(setting => setting.Name).ToArray();
        return new(from pair in ToJson()
                   where methods.Contains(pair.Key) || !JsonNode.DeepEquals(pair.Value, defaults[pair.Key])
                   select KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()));
    }

    private static T Default<T>(T method)
        where T : MethodOptions => (T)Activator.CreateInstance(method.GetType())!;

    private IEnumerable<string> OwnProblems()
    {
        if (RunSettings.NameProblem([Generator, Classifier, Adjustment]) is { } problem)
            yield return problem;
        if (!Classifier.HasSoftmax && HasGenerator)
            yield return $"generator must be none with classifier {Classifier.Name}, which is trained on seen images "
                + $"alone, but was {Generator.Name}.";
        if (!Classifier.HasSoftmax && Adjustment.NeedsSoftmax)
            yield return $"adjustment must be none or calibrated with classifier {Classifier.Name}, which has no "
                + $"softmax, but was {Adjustment.Name}.";
        if (Classifier.Schedule is { Average: { } average and > 0 } schedule && average > schedule.Epochs)
            yield return $"classifierAverage must be at most the {schedule.Epochs} epochs of training, but was "
                + $"{average}.";
        if (Classifier.HasSoftmax && Classifier.TrainedMembers.FirstOrDefault(one => !one.HasSoftmax) is { } other)
            yield return $"members must be classifiers with a softmax, whose logits can be averaged, but one was "
                + $"{other.Name}.";
        if (Classifier is { Schedule: not null, TrainedMembers: [] })
            yield return "members must name at least one classifier that is trained, but "
                + $"{(Classifier.SolvedMembers is [var only, ..] ? $"named {only.Name} alone" : "was empty")}.";
        if (Classifier.SolvedMembers.FirstOrDefault(one => !one.ScoresUnitLength) is { } apart)
            yield return "members must be classifiers whose logits can be averaged, but one was "
                + $"{apart.Name}.";
        if (Classifier.NeedsEncoder && TrainsGenerator)
            yield return "generator must be none or the ridge centre with image-text, because trained generators need "
                + $"features in [0, 1], unlike those of an encoder, but was {Generator.Name}.";
        else if (Classifier.NeedsEncoder && ScalingInUse == FeatureScalingKind.MinMax)
            yield return "scaling must be l2 or none with image-text, which compares features as the encoder made "
                + "them, but was minmax.";
        if (Adjustment.NeedsPseudoFeatures && !HasGenerator)
            yield return $"adjustment must not be {Adjustment.Name} without a generator, because unseen classes then "
                + "have no frequency.";
        if (Seeds.Count == 0)
            yield return "seeds must name at least one seed, but was empty.";
        if (Seeds.Any(seed => seed < 0))
            yield return $"seeds must be at least 0, but one was {Seeds.Min()}.";
        if (Seeds.Distinct().Count() != Seeds.Count)
            yield return $"seeds must all differ, but were {string.Join(", ", Seeds)}.";
    }
}
