using System.Numerics.Tensors;

namespace Unseen.Inference.Adaptation;

/// <summary>Teaches classes to a model from a few labelled photographs, without training. Each class can be a seen
/// or unseen class of the model, or a new class. Stateless and thread-safe.</summary>
/// <remarks>
/// The prototype of a class in the model's branch becomes norm((1 - w) c0 + w norm(Σ z)), w = k / (k + κ); norm scales
/// a vector to unit length. Here z are the k photographs of the class in the space of the branch, of unit length, and
/// c0 is the prototype from the description or, for a seen class, from its training images. For a class without a
/// description, w is 1. The offset of an unseen class becomes γ0 - (γ0 - γ1) k / (k + κ), with the offset γ0 of the
/// branch. For κ and γ1, see <see cref="TeachingOptions"/>.
/// </remarks>
public static class ModelTeacher
{
    private const double UsualImages = 50; // training images of a seen class, if the branch does not store their number

    /// <summary>Teaches a model one of its classes. What the branch learnt about this class before, from photographs
    /// with or without labels, is replaced. The trained classifier does not change.</summary>
    /// <param name="model">a model with a branch of prototypes</param>
    /// <param name="name">one of the model's classes</param>
    /// <param name="features">[k * D] raw features of its photographs, one after the other</param>
    /// <param name="options">the options; null (default) for the defaults</param>
    /// <exception cref="ArgumentException">The model has no branch of prototypes or no such class, options are not
    /// valid, there is no photograph, or features are not finite, too large or of another width.</exception>
    public static UnseenModel Teach(
        UnseenModel model, string name, ReadOnlyMemory<float> features, TeachingOptions? options = null)
    {
        var (branch, constants) = Check(model, features, options);
        var label = model.GetLabel(name);
        var (isSeen, width) = (model.IsSeen[label], branch.SpaceWidth);
        var untaught = Untaught(branch);
        var prototype = untaught.Values.Slice(label * width, width).ToArray();
        var count = features.Length / model.FeatureWidth;
        var share = count / (count + (isSeen ? SeenCount(branch, label, constants) : constants.HalfWeightCount));
        var isDescribed = TensorPrimitives.Norm<float>(prototype) > 0;
        AdaptedPrototypes.Mix(prototype, Sum(branch, features, count), isDescribed ? share : 1, prototype);
        var start = (branch.Tensors.GetValueOrDefault(UnseenModel.StartBiasName)
            ?? branch.Tensors[UnseenModel.BiasName]).Values.Span[label];
        return model.WithBranch(branch.WithPrototype(label, prototype, isSeen ? start
            : AdaptedPrototypes.Bias(branch, branch.AddedBias, constants.TaughtOffset, share), untaught));
    }

    /// <summary>Adds an unseen class by its photographs, with or without its descriptor.</summary>
    /// <remarks>The row of the new class in the trained classifier is the mean of the rows of the other classes,
    /// weighted by the mean probabilities of these classes for the photographs. The bias is chosen so that, over the
    /// photographs, the mean score of the new class equals the mean of the best score among the other classes. So the
    /// trained classifier prefers neither, and the scores of the branch, which are added, decide. If there is a
    /// descriptor, and the trained classifier can compute the row of a class from it
    /// (<see cref="UnseenModel.DescriptorWidth"/> is not null), this row and its bias are computed, too. The result is
    /// then a weighted mean, in which the photographs have the weight k / (k + κ).</remarks>
    /// <param name="model">a model with a branch of prototypes</param>
    /// <param name="name">name of the new class, different from all others</param>
    /// <param name="features">[k * D] raw features of its photographs, one after the other</param>
    /// <param name="descriptor">[A] in the same units as the training descriptors, or empty (default) for none</param>
    /// <param name="options">the options; null (default) for the defaults</param>
    /// <exception cref="ArgumentException">The model has no branch of prototypes, the name is taken or empty, options
    /// are not valid, there is no photograph, features or the descriptor are not finite or of another width, features
    /// are too large for finite scores, or the descriptor is all 0.</exception>
    public static UnseenModel AddClass(
        UnseenModel model, string name, ReadOnlyMemory<float> features, ReadOnlyMemory<float> descriptor = default,
        TeachingOptions? options = null)
    {
        var (branch, constants) = Check(model, features, options);
        var isDescribed = !descriptor.IsEmpty;
        Require.That(!isDescribed || branch.DescriptorWidth == descriptor.Length, nameof(descriptor),
            branch.DescriptorWidth is { } width ? $"of length {width}" : "empty, since the branch takes none",
            descriptor.Length);
        var described = isDescribed && model.DescriptorWidth is not null ? model.WithClass(name, descriptor.Span)
            : null;
        var unit = new float[model.Tensors.GetValueOrDefault(UnseenModel.DescriptorsName)?.Shape[1] ?? 0];
        if (isDescribed)
        {
            branch = branch.WithClass(name, descriptor.Span);
            if (unit.Length == descriptor.Length)
                FeatureScaling.L2.Apply(descriptor.Span, unit);
        }
        else
        {
            branch = branch.WithClassRow(name, new float[branch.SpaceWidth], branch.AddedBias, [], branch: null);
        }

        var (row, bias) = TrainedRow(model, features);
        if (described is not null)
        {
            var count = features.Length / model.FeatureWidth;
            var share = (float)(count / (count + constants.HalfWeightCount));
            var descriptorRow = described.Tensors[UnseenModel.WeightName].Values[^row.Length..];
            TensorPrimitives.Lerp(descriptorRow.Span, row, share, row);
            bias = float.Lerp(described.Tensors[UnseenModel.BiasName].Values.Span[^1], bias, share);
        }

        var extended = model.WithClassRow(name, row, bias, unit, branch);
        return Teach(extended, extended.ClassNames[^1], features, options);
    }

    private static (UnseenModel Branch, TeachingOptions Options) Check(
        UnseenModel model, ReadOnlyMemory<float> features, TeachingOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new TeachingOptions();
        if (options.Validate() is [_, ..] problems)
            throw new ArgumentException(string.Join(" ", problems));
        if (model.Branch is not { Form: ClassifierForm.Prototype } branch)
            throw new ArgumentException("model must have a branch of prototypes, but has none.", nameof(model));
        Require.That(features.Length > 0 && features.Length % model.FeatureWidth == 0, nameof(features),
            $"of a length that is a multiple of {model.FeatureWidth} and greater than 0", features.Length);
        Require.That(TensorPrimitives.IsFiniteAll(features.Span), nameof(features), "finite everywhere",
            "NaN or infinite somewhere");
        return (branch, options);
    }

    private static double SeenCount(UnseenModel branch, int label, TeachingOptions options) =>
        options.SeenHalfWeightCount
            ?? branch.Tensors.GetValueOrDefault(UnseenModel.ImageCountName)?.Values.Span[label] ?? UsualImages;

    private static float[] Sum(UnseenModel branch, ReadOnlyMemory<float> features, int count)
    {
        var width = branch.SpaceWidth;
        var mapped = new float[count * width];
        branch.MapBatch(features, mapped);
        var sum = new float[width];
        for (var i = 0; i < count; i++)
            TensorPrimitives.Add(sum, mapped.AsSpan(i * width, width), sum);
        return sum;
    }

    /// <summary>Gets the prototypes before teaching; [C, K], with a row of zeros for a class without a
    /// description.</summary>
    private static ModelTensor Untaught(UnseenModel branch) =>
        branch.Tensors.GetValueOrDefault(UnseenModel.UntaughtName)
            ?? branch.Tensors.GetValueOrDefault(UnseenModel.StartName) ?? branch.Tensors[UnseenModel.WeightName];

    /// <summary>Computes the row and the bias of a new class from the trained classifier's scores for its
    /// photographs.</summary>
    private static (float[] Row, float Bias) TrainedRow(UnseenModel model, ReadOnlyMemory<float> features)
    {
        var trained = model.WithBranch(null);
        var (classes, count) = (model.ClassNames.Count, features.Length / model.FeatureWidth);
        var scores = new float[count * classes];
        trained.ScoreBatch(features, scores);
        var shares = new float[classes];
        var probabilities = new float[classes];
        var meanBest = 0.0;
        for (var i = 0; i < count; i++)
        {
            var own = scores.AsSpan(i * classes, classes);
            TensorPrimitives.SoftMax(own, probabilities);
            TensorPrimitives.MultiplyAdd(probabilities, 1f / count, shares, shares);
            meanBest += TensorPrimitives.Max<float>(own) / (double)count;
        }

        var (weight, biases) = (trained.Tensors[UnseenModel.WeightName], trained.Tensors[UnseenModel.BiasName]);
        var width = weight.Shape[1];
        var row = new float[width];
        for (var c = 0; c < classes; c++)
            TensorPrimitives.MultiplyAdd(weight.Values.Span.Slice(c * width, width), shares[c], row, row);
        var bias = TensorPrimitives.Dot(biases.Values.Span, shares);
        var meanScore = 0.0; // of the new class, before its bias is corrected
        for (var i = 0; i < count; i++)
            meanScore += TensorPrimitives.Dot<float>(scores.AsSpan(i * classes, classes), shares) / (double)count;
        return (row, bias + (float)(meanBest - meanScore));
    }
}
