namespace Unseen.Inference;

public sealed partial class UnseenModel
{
    /// <summary>Creates a model with a branch: another classifier of the same classes, whose scores are added to the
    /// scores of this classifier. An existing branch is replaced.</summary>
    /// <param name="branch">a classifier of the same classes and features that has no branch itself; null for
    /// none</param>
    /// <exception cref="ArgumentException">The branch has other classes or another feature width, or has a branch
    /// itself.</exception>
    public UnseenModel WithBranch(UnseenModel? branch) => With(_classNames, _isSeen, Tensors, branch);

    /// <summary>Creates a model with adapted prototypes. It also keeps the prototypes and biases from before the first
    /// adaptation, under <see cref="StartName"/> and <see cref="StartBiasName"/>.</summary>
    /// <param name="weight">[C, K] the prototypes</param>
    /// <param name="bias">[C] their biases</param>
    internal UnseenModel WithPrototypes(float[] weight, float[] bias)
    {
        var tensors = new Dictionary<string, ModelTensor>(Tensors)
        {
            [WeightName] = new ModelTensor([bias.Length, _width], weight),
            [BiasName] = new ModelTensor([bias.Length], bias),
        };
        tensors.TryAdd(StartName, Tensors[WeightName]);
        tensors.TryAdd(StartBiasName, Tensors[BiasName]);
        return With(_classNames, _isSeen, tensors, Branch);
    }

    /// <summary>Creates a model in which a class has a new prototype and bias. If the model also keeps the prototypes
    /// and biases from before the first adaptation, the class gets the new prototype and bias there, too.</summary>
    /// <param name="label">0-based index of the class</param>
    /// <param name="prototype">[K] its prototype</param>
    /// <param name="bias">its bias</param>
    /// <param name="untaught">[C, K] all prototypes before learning from labelled photographs</param>
    internal UnseenModel WithPrototype(int label, ReadOnlySpan<float> prototype, float bias, ModelTensor untaught)
    {
        var tensors = new Dictionary<string, ModelTensor>(Tensors) { [UntaughtName] = untaught };
        foreach (var name in new[] { WeightName, StartName, BiasName, StartBiasName })
            if (tensors.TryGetValue(name, out var tensor))
            {
                var values = tensor.Values.ToArray();
                if (tensor.Shape.Count == 2)
                    prototype.CopyTo(values.AsSpan(label * _width));
                else
                    values[label] = bias;
                tensors[name] = new ModelTensor(tensor.Shape, values);
            }

        return With(_classNames, _isSeen, tensors, Branch);
    }

    /// <summary>Creates a model with the prototypes and biases from before adaptation to photographs without
    /// labels.</summary>
    internal UnseenModel WithStart() => !Tensors.TryGetValue(StartName, out var start) ? this
        : With(_classNames, _isSeen, Tensors.Where(entry => entry.Key is not (StartName or StartBiasName))
            .Select(entry => entry.Key switch
            {
                WeightName => KeyValuePair.Create(WeightName, start),
                BiasName => KeyValuePair.Create(BiasName, Tensors[StartBiasName]),
                _ => entry,
            }).ToDictionary(), Branch);
}
