using System.Globalization;
using System.Numerics.Tensors;
using Unseen.Inference.Renaming;

namespace Unseen.Inference;

public sealed partial class UnseenModel
{
    internal const string DescriptionWeightName = "description.weight"; // of a branch: maps descriptors to prototypes
    internal const string DescriptionBiasName = "description.bias";
    internal const string StartName = "start.weight"; // of a branch: prototypes before adaptation
    internal const string StartBiasName = "start.bias";
    internal const string UntaughtName = "untaught.weight"; // of a branch: prototypes before teaching
    internal const string ImageCountName = "trained.images"; // of a branch: training images of each class
    private const string HiddenWeightName = "prototype.map.hiddenWeight";
    private const string HiddenBiasName = "prototype.map.hiddenBias";
    private const string OutputWeightName = "prototype.map.outputWeight";
    private const string OutputBiasName = "prototype.map.outputBias";

    /// <summary>The name of the tensor of descriptors, [C, A], whose rows have unit length.</summary>
    public const string DescriptorsName = "descriptors";

    /// <summary>The metadata key whose text is "true" if the prototype learner ends in a ReLU. With any other text, or
    /// without the key, it does not.</summary>
    public const string OutputReluKey = "outputRelu";

    /// <summary>The metadata key of the bias for classes that are added later. Without it, the bias is 0.</summary>
    public const string AddedBiasKey = "addedClassBias";

    /// <summary>The metadata key of the weight of the learned prototype in the row of an added class. If the model has
    /// the key <see cref="DescriptorWeightKey"/>, this row is a weighted sum of the learned prototype and the
    /// descriptor. Without the key for the prototype, its weight in this sum is 1.</summary>
    public const string PrototypeWeightKey = "prototypeWeight";

    /// <summary>The metadata key of the weight of the descriptor in the row of an added class, for descriptors in the
    /// space of the features. Without the key, this row is the learned prototype alone.</summary>
    public const string DescriptorWeightKey = "descriptorWeight";

    /// <summary>The metadata key of the renamed classes: a JSON object with the current name of each by the name that
    /// it had in training.</summary>
    public const string RenamedKey = RenamedClasses.Key;

    /// <summary>The width A of the descriptors that <see cref="WithClass"/> takes, or null if the model comes neither
    /// from a prototype learner nor from an encoder of images and texts.</summary>
    public int? DescriptorWidth => DescriptionMap?.Shape is [_, var width] ? width
        : Metadata.ContainsKey(DescriptorWeightKey) ? _width : null;

    private ModelTensor? DescriptionMap => Tensors.GetValueOrDefault(HiddenWeightName)
        ?? Tensors.GetValueOrDefault(DescriptionWeightName);

    /// <summary>Creates a model with one more unseen class, which is recognised by its description alone. The prototype
    /// learner maps the descriptor to a prototype. In a model from an encoder of images and texts, the descriptor is
    /// itself the prototype, or a part of it.</summary>
    /// <remarks>
    /// Nothing is trained, and the scores of the other classes do not change. As in Chen et al., IJCAI 2022, the
    /// prototype learner P maps the descriptor a to the prototype p = P(a), and the score of an image x is
    /// cos(x, p) / τ. Since training could not adjust the score of this class, the bias under
    /// <see cref="AddedBiasKey"/> is added to it instead.
    /// </remarks>
    /// <param name="name">name of the new class, different from all others, without control characters</param>
    /// <param name="descriptor">[A] in the same units as the training descriptors, of any norm; finite, not all
    /// 0</param>
    /// <exception cref="InvalidOperationException"><see cref="DescriptorWidth"/> of the model or of its branch is
    /// null.</exception>
    /// <exception cref="ArgumentException">The name is taken, empty or invisible or contains control characters; or the
    /// descriptor has another width, is not
    /// finite or is all 0.</exception>
    public UnseenModel WithClass(string name, ReadOnlySpan<float> descriptor)
    {
        var width = DescriptorWidth ?? throw new InvalidOperationException(
            "Classes cannot be added to this model by their descriptions. Train with classifier prototype.");
        name = CheckFree(name);
        Require.That(descriptor.Length == width, nameof(descriptor), $"of length {width}", descriptor.Length);
        Require.That(TensorPrimitives.IsFiniteAll(descriptor), nameof(descriptor), "finite everywhere",
            "NaN or infinite somewhere");
        Require.That(descriptor.ContainsAnyExcept(0), nameof(descriptor), "other than 0 somewhere", "0 everywhere");
        var unit = new float[width];
        FeatureScaling.L2.Apply(descriptor, unit);
        var tensors = new Dictionary<string, ModelTensor>(Tensors);
        if (tensors.TryGetValue(DescriptorsName, out var descriptors) && descriptors.Shape is [_, var known]
            && known == width)
            tensors[DescriptorsName] = WithRow(descriptors, unit);
        var row = GetRow(unit);
        tensors[WeightName] = WithRow(Tensors[WeightName], row);
        tensors[BiasName] = new ModelTensor([_bias.Length + 1], [.. _bias.Span, AddedBias]);
        AddToStart(tensors, row, AddedBias);
        return With([.. _classNames, name], [.. _isSeen, false], tensors, Branch?.WithClass(name, descriptor));
    }

    /// <summary>Creates a model with one more unseen class, from its row of the classifier.</summary>
    /// <param name="name">name of the new class</param>
    /// <param name="row">[K] its weights or its prototype; all 0 in a branch if the class has no description</param>
    /// <param name="bias">its bias</param>
    /// <param name="descriptor">[A] of unit length, or all 0 for none; ignored if the model has no descriptors</param>
    /// <param name="branch">the branch, which must already have the class; null for none</param>
    internal UnseenModel WithClassRow(
        string name, float[] row, float bias, float[] descriptor, UnseenModel? branch)
    {
        name = CheckFree(name);
        var tensors = new Dictionary<string, ModelTensor>(Tensors);
        if (tensors.TryGetValue(DescriptorsName, out var descriptors))
            tensors[DescriptorsName] = WithRow(descriptors, descriptor);
        tensors[WeightName] = WithRow(Tensors[WeightName], row);
        tensors[BiasName] = new ModelTensor([_bias.Length + 1], [.. _bias.Span, bias]);
        AddToStart(tensors, row, bias);
        return With([.. _classNames, name], [.. _isSeen, false], tensors, branch);
    }

    private static void AddToStart(Dictionary<string, ModelTensor> tensors, float[] row, float bias)
    {
        foreach (var name in new[] { StartName, UntaughtName })
            if (tensors.TryGetValue(name, out var rows))
                tensors[name] = WithRow(rows, row);
        foreach (var (name, value) in new[] { (StartBiasName, bias), (ImageCountName, 0) })
            if (tensors.TryGetValue(name, out var values))
                tensors[name] = new ModelTensor([values.Shape[0] + 1], [.. values.Values.Span, value]);
    }

    /// <summary>Checks a tensor in which a branch has a value or a row for each class.</summary>
    private void CheckPerClass(string name, ModelTensor tensor)
    {
        int[]? shape = name switch
        {
            StartName or UntaughtName => [_classNames.Length, _width],
            StartBiasName or ImageCountName => [_classNames.Length],
            _ => null,
        };
        RequireTensor(shape is null || tensor.Shape.SequenceEqual(shape), name, "extraTensors",
            $"of shape [{string.Join(", ", shape ?? [])}]", tensor.ShapeText);
        RequireTensor(name != ImageCountName || !tensor.Values.Span.ContainsAnyExceptInRange(0, float.MaxValue), name,
            "extraTensors", "finite and at least 0 everywhere", "not");
    }

    /// <summary>Creates a model without one of the classes.</summary>
    /// <param name="name">one of <see cref="ClassNames"/></param>
    /// <exception cref="ArgumentException">There is no such class, or it is the only one.</exception>
    public UnseenModel WithoutClass(string name)
    {
        var label = GetLabel(name);
        if (_classNames.Length == 1)
            throw new ArgumentException($"{name} is the model's only class, and cannot be removed.");
        var tensors = new Dictionary<string, ModelTensor>(Tensors);
        foreach (var perClass in new[] { WeightName, BiasName, DescriptorsName, StartName, StartBiasName,
            UntaughtName, ImageCountName })
            if (tensors.TryGetValue(perClass, out var tensor) && tensor.Shape[0] == _classNames.Length)
                tensors[perClass] = WithoutRow(tensor, label);
        return With([.. _classNames.Where((_, c) => c != label)], [.. _isSeen.Where((_, c) => c != label)], tensors,
            Branch?.WithoutClass(name), RenamedClasses.Without(Metadata, _classNames[label]));
    }

    /// <summary>Creates a model in which one class has another name.</summary>
    /// <param name="name">one of <see cref="ClassNames"/></param>
    /// <param name="newName">the new name, different from all present names</param>
    /// <exception cref="ArgumentException">There is no such class, or the new name is taken, empty or invisible or
    /// contains control characters.</exception>
    public UnseenModel WithClassRenamed(string name, string newName)
    {
        var label = GetLabel(name);
        newName = CheckFree(newName);
        var names = _classNames.ToArray();
        names[label] = newName;
        return With(names, _isSeen, Tensors, Branch?.WithClassRenamed(name, newName),
            RenamedClasses.With(Metadata, _classNames[label], newName));
    }

    /// <summary>Gets the current name of a class that had the given name in training, for example that of a photograph
    /// in the training data.</summary>
    /// <param name="trainedName">the name of the class in training</param>
    /// <returns>the current name, which is <paramref name="trainedName"/> itself if no such class was renamed</returns>
    public string GetCurrentName(string trainedName) =>
        RenamedClasses.Find(Metadata, trainedName) is { } name && _classNames.Contains(name) ? name : trainedName;

    /// <summary>Creates a model with additional metadata. A text replaces the existing text with the same
    /// key.</summary>
    /// <param name="texts">the texts by key</param>
    /// <exception cref="ArgumentException">A key begins with "unseen.".</exception>
    public UnseenModel WithMetadata(IReadOnlyDictionary<string, string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var metadata = new Dictionary<string, string>(Metadata);
        foreach (var (key, text) in texts)
            metadata[key] = text;
        return With(_classNames, _isSeen, Tensors, Branch, metadata);
    }

    /// <summary>The bias of an added class.</summary>
    internal float AddedBias => GetNumber(AddedBiasKey) ?? 0;

    /// <summary>Computes the row of the classifier for a descriptor of unit length: its prototype, or, with
    /// <see cref="DescriptorWeightKey"/>, a weighted sum of the prototype and the descriptor.</summary>
    private float[] GetRow(ReadOnlySpan<float> descriptor)
    {
        var row = DescriptionMap is null ? new float[_width] : GetPrototype(descriptor);
        if (GetNumber(DescriptorWeightKey) is not { } weight)
            return row;
        TensorPrimitives.Multiply(row, GetNumber(PrototypeWeightKey) ?? 1, row);
        TensorPrimitives.MultiplyAdd(descriptor, weight, row, row);
        return row;
    }

    private float? GetNumber(string key) =>
        Metadata.TryGetValue(key, out var text) && float.TryParse(text, CultureInfo.InvariantCulture, out var number)
            && float.IsFinite(number) ? number : null;

    private float[] GetPrototype(ReadOnlySpan<float> descriptor)
    {
        var prototype = Tensors.TryGetValue(DescriptionWeightName, out var linear)
            ? Layer(descriptor, linear, Tensors[DescriptionBiasName]) : GetLearnedPrototype(descriptor);
        TensorPrimitives.Divide(prototype, MathF.Max(TensorPrimitives.Norm<float>(prototype), MinNorm), prototype);
        return prototype;
    }

    private float[] GetLearnedPrototype(ReadOnlySpan<float> descriptor)
    {
        var hidden = Layer(descriptor, Tensors[HiddenWeightName], Tensors[HiddenBiasName]);
        for (var k = 0; k < hidden.Length; k++)
            hidden[k] = hidden[k] > 0 ? hidden[k] : MapProducts.NegativeSlope * hidden[k];
        var prototype = Layer(hidden, Tensors[OutputWeightName], Tensors[OutputBiasName]);
        if (Metadata.GetValueOrDefault(OutputReluKey) == "true")
            TensorPrimitives.Max(prototype, 0, prototype);
        return prototype;
    }

    private static float[] Layer(ReadOnlySpan<float> input, ModelTensor weight, ModelTensor bias)
    {
        var output = bias.Values.ToArray();
        for (var k = 0; k < output.Length; k++)
            output[k] += TensorPrimitives.Dot(input, weight.Values.Span.Slice(k * input.Length, input.Length));
        return output;
    }

    private static ModelTensor WithRow(ModelTensor matrix, float[] row) =>
        new([matrix.Shape[0] + 1, matrix.Shape[1]], [.. matrix.Values.Span, .. row]);

    private static ModelTensor WithoutRow(ModelTensor tensor, int row)
    {
        var width = tensor.Values.Length / tensor.Shape[0];
        var values = tensor.Values.Span;
        return new([tensor.Shape[0] - 1, .. tensor.Shape.Skip(1)],
            [.. values[..(row * width)], .. values[((row + 1) * width)..]]);
    }

    private UnseenModel With(
        string[] names, bool[] isSeen, IReadOnlyDictionary<string, ModelTensor> tensors, UnseenModel? branch,
        IReadOnlyDictionary<string, string>? metadata = null, KnownFit? knownFit = null)
    {
        string[] own = [WeightName, BiasName, .. MapNames(FeatureMap)];
        return new UnseenModel(
            Form, tensors[WeightName], tensors[BiasName], names, isSeen, Scaling, Temperature,
            tensors.Where(entry => !own.Contains(entry.Key)).ToDictionary(), metadata ?? Metadata,
            FeatureMap, branch, _trainedCalibration, knownFit ?? KnownFit, _adaptedCalibration);
    }

    internal int GetLabel(string name) => Array.IndexOf(_classNames, name) is >= 0 and var label ? label
        : Array.IndexOf(_classNames, NormalForm.Normalize(name)) is >= 0 and var normal ? normal
        : throw new ArgumentException(
            $"the model has no class '{name}'.{NearestName.Question(name, _classNames)}", nameof(name));

    /// <summary>Returns the name in composed form and without white space at its ends. Throws if the name is empty,
    /// invisible or taken, or contains control characters.</summary>
    private string CheckFree(string name)
    {
        Require.That(!string.IsNullOrWhiteSpace(name), nameof(name), "a name", "empty");
        name = NormalForm.Normalize(name);
        if (NormalForm.FindNameProblem(name) is { } problem)
            throw new ArgumentException($"the name of a class {problem}. Choose another name.", nameof(name));
        Require.That(!_classNames.Contains(name, StringComparer.Ordinal), nameof(name),
            "a name that no other class of the model has", $"'{name}'");
        return name;
    }
}
