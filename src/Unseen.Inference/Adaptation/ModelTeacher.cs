using System.Numerics.Tensors;

namespace Unseen.Inference.Adaptation;

/// <summary>Teaches a model an unseen class by a few labelled photographs, without training. Stateless and
/// thread-safe.</summary>
/// <remarks>
/// The prototype of the class in the model's branch becomes norm((1 - w) c0 + w norm(Σ z)), w = k / (k + κ), with the
/// prototype c0 that its description gives and its k photographs z. What is added to its cosine goes from γ0 to γ1 by
/// the same share, as in <see cref="ModelAdapter"/>.
/// </remarks>
public static class ModelTeacher
{
    private const double HalfWeightCount = 2; // κ

    /// <summary>Teaches a model a class. What the model learnt of this class from earlier photographs is
    /// replaced.</summary>
    /// <param name="model">a model with a branch of prototypes</param>
    /// <param name="name">one of the model's unseen classes</param>
    /// <param name="features">[k * D] raw features of its photographs, one after the other</param>
    /// <exception cref="ArgumentException">The model has no branch of prototypes or no such unseen class, or there is
    /// no photograph, or features are not finite or of another width.</exception>
    public static UnseenModel Teach(UnseenModel model, string name, ReadOnlyMemory<float> features)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Branch is not { Form: ClassifierForm.Prototype } branch)
            throw new ArgumentException("model must have a branch of prototypes, but has none.", nameof(model));
        var label = model.ClassNames.ToList().IndexOf(name);
        Require.That(label >= 0 && !model.IsSeen[label], nameof(name), "one of the model's unseen classes", name);
        Require.That(features.Length > 0 && features.Length % model.FeatureWidth == 0, nameof(features),
            $"of a length that is a multiple of {model.FeatureWidth}", features.Length);
        Require.That(TensorPrimitives.IsFiniteAll(features.Span), nameof(features), "finite everywhere",
            "NaN or infinite somewhere");
        var (count, width) = (features.Length / model.FeatureWidth, branch.SpaceWidth);
        var mapped = new float[count * width];
        branch.MapBatch(features, mapped);
        var sum = new float[width];
        for (var i = 0; i < count; i++)
            TensorPrimitives.Add(sum, mapped.AsSpan(i * width, width), sum);
        var described = model.Tensors[UnseenModel.DescriptorsName];
        var prototype = branch.PrototypeOf(
            described.Values.Span.Slice(label * described.Shape[1], described.Shape[1]));
        var share = count / (count + HalfWeightCount);
        AdaptedPrototypes.Mix(prototype, sum, share, prototype);
        var bias = AdaptedPrototypes.Bias(branch, branch.AddedBias, new AdaptationOptions().AdaptedOffset, share);
        return model.WithBranch(branch.WithPrototype(label, prototype, bias));
    }
}
