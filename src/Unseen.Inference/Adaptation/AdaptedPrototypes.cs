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
    private readonly ReadOnlyMemory<float> _startBias; // [C]
    private readonly float[] _weight; // [C, K]
    private readonly float[] _bias; // [C]

    public AdaptedPrototypes(UnseenModel branch, AdaptationOptions options)
    {
        (_branch, _options, _width) = (branch, options, branch.SpaceWidth);
        ReadOnlyMemory<float> Start(string startName, string presentName) =>
            (branch.Tensors.GetValueOrDefault(startName) ?? branch.Tensors[presentName]).Values;
        _start = Start(UnseenModel.StartName, UnseenModel.WeightName);
        _startBias = Start(UnseenModel.StartBiasName, UnseenModel.BiasName);
        (_weight, _bias) = (_start.ToArray(), _startBias.ToArray());
    }

    /// <summary>Prepares the present prototypes for fast products.</summary>
    public ClassPanels ToPanels() => ClassPanels.Create(
        _weight.ToArray(), _bias.ToArray(), _branch.Temperature, _width);

    /// <summary>Moves a prototype from its start towards the photographs.</summary>
    /// <param name="label">0-based index of the class</param>
    /// <param name="count">the expected number of photographs of the class</param>
    /// <param name="sum">[K] the sum of the photographs, weighted by their probabilities; its content is
    /// changed</param>
    public void Move(int label, double count, float[] sum)
    {
        var share = count > 0 ? count / (count + _options.HalfWeightCount) : 0; // β_u / β
        Mix(_start.Span.Slice(label * _width, _width), sum, _options.Weight * share,
            _weight.AsSpan(label * _width, _width));
        _bias[label] = Bias(_branch, _startBias.Span[label], _options.AdaptedOffset, share);
    }

    /// <summary>Creates the branch with the present prototypes.</summary>
    public UnseenModel ToBranch() => _branch.WithPrototypes(_weight, _bias);

    /// <summary>Computes norm((1 - w) start + w norm(sum)); norm scales a vector to unit length.</summary>
    /// <param name="start">[K] a prototype</param>
    /// <param name="sum">[K] the sum of photographs; its content is changed</param>
    /// <param name="weight">w, from 0 to 1</param>
    /// <param name="prototype">[K] receives the result; may be the same memory as <paramref name="start"/></param>
    public static void Mix(ReadOnlySpan<float> start, float[] sum, double weight, Span<float> prototype)
    {
        FeatureScaling.L2.Apply(sum, sum);
        TensorPrimitives.Multiply(start, (float)(1 - weight), prototype);
        TensorPrimitives.MultiplyAdd(sum, (float)weight, prototype, prototype);
        FeatureScaling.L2.Apply(prototype, prototype);
    }

    /// <summary>Interpolates between the bias of a class without photographs and the bias of a class with very many
    /// photographs.</summary>
    /// <param name="branch">the branch, whose temperature divides the offset</param>
    /// <param name="start">the bias of a class without photographs</param>
    /// <param name="adaptedOffset">γ1, the offset of a class with very many photographs</param>
    /// <param name="share">from 0 (no photographs) to 1 (very many)</param>
    public static float Bias(UnseenModel branch, float start, double adaptedOffset, double share) =>
        start - ((start - (float)(adaptedOffset / branch.Temperature)) * (float)share);
}
