using System.Numerics.Tensors;
using Unseen.Inference.Products;

namespace Unseen.Inference.Adaptation;

/// <summary>The prototypes and biases of a branch while it is adapted.</summary>
internal sealed class AdaptedPrototypes
{
    private readonly UnseenModel _branch;
    private readonly AdaptationOptions _options;
    private readonly int _width;
    private readonly ReadOnlyMemory<float> _start; // [C, K]
    private readonly float[] _weight; // [C, K]
    private readonly float[] _bias; // [C]
    private readonly float _startBias; // of an unseen class without photographs, γ0 / τ

    public AdaptedPrototypes(UnseenModel branch, AdaptationOptions options)
    {
        (_branch, _options, _width) = (branch, options, branch.SpaceWidth);
        _start = (branch.Tensors.GetValueOrDefault(UnseenModel.StartName)
            ?? branch.Tensors[UnseenModel.WeightName]).Values;
        _weight = _start.ToArray();
        _startBias = branch.AddedBias;
        _bias = branch.Tensors[UnseenModel.BiasName].Values.ToArray();
        for (var label = 0; label < _bias.Length; label++)
            _bias[label] = branch.IsSeen[label] ? _bias[label] : _startBias;
    }

    /// <summary>Prepares products with the present prototypes.</summary>
    public ClassPanels ToPanels() => ClassPanels.Of(
        _weight.ToArray(), _bias.ToArray(), _branch.Temperature, _width);

    /// <summary>Moves a prototype from its start towards the photographs.</summary>
    /// <param name="label">the class</param>
    /// <param name="count">the expected number of its photographs</param>
    /// <param name="sum">[K] the sum of the photographs, weighted by their probabilities; is changed</param>
    public void Move(int label, double count, float[] sum)
    {
        var share = count > 0 ? count / (count + _options.HalfWeightCount) : 0; // β_u / β
        var weight = (float)(_options.Weight * share);
        var prototype = _weight.AsSpan(label * _width, _width);
        if (TensorPrimitives.Norm<float>(sum) is var length and > 0)
            TensorPrimitives.Divide(sum, length, sum);
        TensorPrimitives.Multiply(_start.Span.Slice(label * _width, _width), 1 - weight, prototype);
        TensorPrimitives.MultiplyAdd(sum, weight, prototype, prototype);
        FeatureScaling.L2.Apply(prototype, prototype);
        var adaptedBias = (float)(_options.AdaptedOffset / _branch.Temperature);
        _bias[label] = _startBias - ((_startBias - adaptedBias) * (float)share);
    }

    /// <summary>Creates the branch with the present prototypes.</summary>
    public UnseenModel ToBranch() => _branch.WithPrototypes(_weight, _bias);
}
