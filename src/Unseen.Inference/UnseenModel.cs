using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unseen.Inference.Products;

namespace Unseen.Inference;

/// <summary>
/// A trained classifier of seen and unseen classes: a few matrices and a feature scaling. Immutable and thread-safe.
/// Does not need libtorch.
/// </summary>
public sealed partial class UnseenModel
{
    /// <summary>The metadata key of <see cref="FeatureNames"/>: a JSON array of strings.</summary>
    public const string FeatureNamesKey = "featureNames";

    private readonly ReadOnlyMemory<float> _weight;
    private readonly ReadOnlyMemory<float> _bias;
    private readonly int _width; // width of the classifier's input: D, or K if features are mapped first
    private readonly MapProducts? _map;
    private readonly string[] _classNames;
    private readonly bool[] _isSeen;
    private readonly ScoreCalibration? _trainedCalibration;
    private readonly ScoreCalibration? _adaptedCalibration; // used if there is a branch
    private readonly CoreTeam _team = new();
    private readonly Lazy<ClassPanels> _panels; // created with the first batch

    /// <summary>Creates a model from its parts.</summary>
    /// <param name="form">the form of the classifier</param>
    /// <param name="weight">[C, D] unit-length prototypes or the linear classifier's weights, every value
    /// finite</param>
    /// <param name="bias">[C] added to the scores, every value finite</param>
    /// <param name="classNames">[C] names, all different</param>
    /// <param name="isSeen">[C] whether training had images of the class</param>
    /// <param name="scaling">the scaling of raw features</param>
    /// <param name="temperature">the temperature τ, finite and greater than 0, default 1. The products of the input and
    /// the rows of the weight are divided by it before the bias is added</param>
    /// <param name="extraTensors">more tensors to keep with the model, such as those of the prototype learner; null
    /// (default) for none</param>
    /// <param name="metadata">additional strings to store with the model, such as the protocol. Keys must not begin
    /// with "unseen."; null (default) for none</param>
    /// <param name="featureMap">
    /// a map from scaled features to the classifier's input of width K; the classifier's weight is then [C, K]. Null
    /// (default) if the input is the scaled features themselves
    /// </param>
    /// <param name="branch">another classifier of the same classes and features, whose scores are added to the scores
    /// of this classifier; it must not have a branch itself; null (default) for none</param>
    /// <param name="calibration">the calibration that is used while the model has no branch; null (default) for
    /// none</param>
    /// <param name="knownFit">the measure that distinguishes photographs of the model's classes from all others; null
    /// (default) for none</param>
    /// <param name="adaptedCalibration">the calibration that is used if the model has a branch; null (default) for
    /// none</param>
    /// <exception cref="ArgumentException">Shapes or numbers of elements disagree, a value is not finite, the name of a
    /// class occurs twice, an extra tensor has the name of one of the model's own tensors, a key begins with "unseen.",
    /// the branch has other classes or another feature width or has a branch itself, or τ is out of range.</exception>
    public UnseenModel(
        ClassifierForm form, ModelTensor weight, ModelTensor bias,
            IReadOnlyList<string> classNames, IReadOnlyList<bool> isSeen, FeatureScaling scaling,
        float temperature = 1, IReadOnlyDictionary<string, ModelTensor>? extraTensors = null,
            IReadOnlyDictionary<string, string>? metadata = null,
        ModelMap? featureMap = null, UnseenModel? branch = null, ScoreCalibration? calibration = null,
        KnownFit? knownFit = null, ScoreCalibration? adaptedCalibration = null)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(isSeen);
        ArgumentNullException.ThrowIfNull(scaling);
        RequireTensor(weight.Shape is [> 0, > 0], WeightName, nameof(weight), "of shape [C, D] with C and D at least 1",
            weight.ShapeText);
        var (classes, width) = (weight.Shape[0], weight.Shape[1]);
        _width = width;
        if (featureMap is { } map)
        {
            RequireTensor(map.Width == width, WeightName, nameof(weight),
                $"of shape [C, {map.Width}], as wide as the map's output", weight.ShapeText);
            width = map.FeatureWidth;
            _map = new MapProducts(map);
        }

        RequireTensor(bias.Shape is [var biases] && biases == classes, BiasName, nameof(bias),
            $"of shape [{classes}]", bias.ShapeText);
        Require.That(classNames.Count == classes, "classNames", $"{classes} names", classNames.Count);
        Require.That(isSeen.Count == classes, "isSeen", $"{classes} flags", isSeen.Count);
        Require.That(classNames.Distinct(StringComparer.Ordinal).Count() == classes, "classNames",
            "different for all classes", "the same for two");
        Require.That(scaling.Kind != FeatureScalingKind.MinMax || scaling.Minimum.Length == width, "scaling",
            $"of {width} columns", scaling.Minimum.Length);
        Require.Positive(temperature);
        RequireTensor(TensorPrimitives.IsFiniteAll(weight.Values.Span), WeightName, nameof(weight),
            "finite everywhere", "not");
        RequireTensor(TensorPrimitives.IsFiniteAll(bias.Values.Span), BiasName, nameof(bias),
            "finite everywhere", "not");

        Require.That(knownFit?.Spread is not { } spread || spread.Mean.Shape[0] == width, nameof(knownFit),
            $"of {width} features", knownFit?.Spread?.Mean.Shape[0]);
        if (branch is not null)
        {
            Require.That(branch.FeatureWidth == width, "branch", $"of {width} features", branch.FeatureWidth);
            if (!branch.ClassNames.SequenceEqual(classNames) || !branch.IsSeen.SequenceEqual(isSeen))
                throw new ArgumentException(
                    "the branch must have the same seen and unseen classes as the model.", nameof(branch));
            Require.That(branch.Branch is null, "branch", "without a branch of its own", "with one");
        }

        Form = form;
        Branch = branch;
        Temperature = temperature;
        Scaling = scaling;
        (_trainedCalibration, _adaptedCalibration) = (calibration, adaptedCalibration);
        KnownFit = knownFit;
        FeatureWidth = width;
        _weight = weight.Values;
        _bias = bias.Values;
        _classNames = [.. classNames];
        _isSeen = [.. isSeen];
        _panels = new(() => ClassPanels.Create(_weight, _bias, Temperature, _width));
        Metadata = metadata?.ToDictionary() ?? [];
        if (Metadata.Keys.FirstOrDefault(IsOwn) is { } reserved)
            throw new ArgumentException(
                $"the metadata key {reserved} begins with '{Own}', which is reserved.", nameof(metadata));
        var tensors = new Dictionary<string, ModelTensor> { [WeightName] = weight, [BiasName] = bias };
        foreach (var (place, layer) in (featureMap?.Layers ?? []).Index())
            (tensors[ModelMap.WeightName(place)], tensors[ModelMap.BiasName(place)]) = (layer.Weight, layer.Bias);
        foreach (var (name, tensor) in extraTensors ?? new Dictionary<string, ModelTensor>())
        {
            if (IsReserved(name) || !tensors.TryAdd(name, tensor))
                throw new ArgumentException(
                    $"the name {name} in extraTensors is reserved for the model's own tensors.", nameof(extraTensors));
            CheckPerClass(name, tensor);
        }

        Tensors = tensors;
    }

    /// <summary>The form of the classifier.</summary>
    public ClassifierForm Form { get; }

    /// <summary>The temperature τ. The products of the input and the rows of the weight are divided by it before the
    /// bias is added.</summary>
    public float Temperature { get; }

    /// <summary>The scaling of raw features.</summary>
    public FeatureScaling Scaling { get; }

    /// <summary>The number of features D of an image.</summary>
    public int FeatureWidth { get; }

    /// <summary>The map from scaled features to the classifier's input; null if the input is the scaled features
    /// themselves.</summary>
    public ModelMap? FeatureMap => _map?.Map;

    /// <summary>The calibration of probabilities. A model with a branch has a calibration of its own. Null if training
    /// found no calibration for this case, for example without validation; probabilities are then the plain softmax of
    /// the scores, and may be far too low or too high.</summary>
    public ScoreCalibration? Calibration => Branch is null ? _trainedCalibration : _adaptedCalibration;

    /// <summary>The measure that distinguishes photographs of the model's classes from all others. Training determines
    /// it from validation images; <see cref="WithKnownPhotographs"/> determines it from the photographs that you pass.
    /// It does not use the scores of the branch, so it stays valid whatever the branch learns. If it is null, the model
    /// cannot refuse photographs.</summary>
    public KnownFit? KnownFit { get; }

    /// <summary>Another classifier of the same classes, whose scores are added to the scores of this classifier.
    /// Adaptation changes only the branch. Null if there is none.</summary>
    public UnseenModel? Branch { get; }

    /// <summary>The names of the classes; [C].</summary>
    public IReadOnlyList<string> ClassNames => _classNames;

    /// <summary>Whether training had images of each class; [C].</summary>
    public IReadOnlyList<bool> IsSeen => _isSeen;

    /// <summary>The tensors of the model by name: <c>classifier.weight</c>, <c>classifier.bias</c>, the tensors of the
    /// feature map, and the extra tensors. The tensors of the scaling, the known fit and the branch are not
    /// included.</summary>
    public IReadOnlyDictionary<string, ModelTensor> Tensors { get; }

    /// <summary>Texts kept with the model, such as protocol and options.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The names of the features, from the header of the training data; [D]. Null if the features had no
    /// names.</summary>
    public IReadOnlyList<string>? FeatureNames
    {
        get
        {
            try
            {
                return Metadata.TryGetValue(FeatureNamesKey, out var text) && JsonNode.Parse(text) is JsonArray names
                    && names.Count == FeatureWidth
                    && names.All(name => name?.GetValueKind() == JsonValueKind.String)
                    ? [.. names.Select(name => name!.GetValue<string>())] : null;
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                return null; // only other programs write such metadata
            }
        }
    }

    /// <summary>Throws an exception that names the tensor in the message, as in a model file, unless a condition
    /// holds.</summary>
    private static void RequireTensor(bool condition, string tensor, string parameter, string rule, string actual)
    {
        if (!condition)
            throw new ArgumentException($"{tensor} must be {rule}, but was {actual}.", parameter);
    }

    private static ArgumentException Unusable(string what, string rule, string found) =>
        new($"{what} must be {rule}, but {found}.", what);
}
