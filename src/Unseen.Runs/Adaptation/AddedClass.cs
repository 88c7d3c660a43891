using System.Numerics.Tensors;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Inference.Adaptation;

namespace Unseen.Runs.Adaptation;

/// <summary>A class that was added to a model by its descriptor, by photographs, or by both.</summary>
/// <param name="Model">the model with the added class, which is the last of its classes</param>
/// <param name="Nearest">up to three other classes, most similar first, each with the cosine similarity between its
/// weight vector and the weight vector of the added class. The vectors are from the branch if the model has one,
/// otherwise from the classifier</param>
public sealed record AddedClass(UnseenModel Model, IReadOnlyList<(int Label, double Cosine)> Nearest)
{
    private const int Neighbours = 3;
    private const double NearlyEqual = 0.99; // cosine

    /// <summary>The name of the nearest class if its cosine is above 0.99: the model can hardly distinguish it from the
    /// added class. Null otherwise.</summary>
    public string? Twin => Nearest is [(var label, > NearlyEqual), ..] ? Model.ClassNames[label] : null;

    /// <summary>Adds a class.</summary>
    /// <param name="model">the model; if there are photographs, it must have a branch, which
    /// <see cref="RunAdaptation.LoadModel"/> adds</param>
    /// <param name="run">the path of the model in messages</param>
    /// <param name="name">the name of the new class</param>
    /// <param name="descriptor">[A] in the scale of the training descriptors, or empty for none</param>
    /// <param name="features">[k * D] raw features of k photographs of the class, or empty for none</param>
    /// <exception cref="ArgumentException">As for <see cref="ModelTeacher.AddClass"/>, or there is neither a descriptor
    /// nor a photograph.</exception>
    /// <exception cref="UnseenDataException">There is no photograph, and classes cannot be added to the model by their
    /// descriptors alone.</exception>
    public static AddedClass Create(
        UnseenModel model, string run, string name, ReadOnlyMemory<float> descriptor, ReadOnlyMemory<float> features)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (features.IsEmpty && model.DescriptorWidth is null)
            throw new UnseenDataException(run,
                "classes cannot be added to this model by their descriptions. Add photographs of the class, or train "
                    + "with --classifier prototype.");
        var grown = features.IsEmpty ? model.WithClass(name, descriptor.Span)
            : ModelTeacher.AddClass(model, name, features, descriptor);
        return new AddedClass(grown, [.. GetNearest(grown)]);
    }

    private static IEnumerable<(int Label, double Cosine)> GetNearest(UnseenModel model)
    {
        var weight = (model.Branch ?? model).Tensors[UnseenModel.WeightName];
        var width = weight.Shape[1];
        var own = weight.Values[^width..];
        return Enumerable.Range(0, weight.Shape[0] - 1)
            .Select(label => (label, (double)TensorPrimitives.CosineSimilarity(
                own.Span, weight.Values.Span.Slice(label * width, width))))
            .OrderByDescending(pair => pair.Item2).Take(Neighbours);
    }
}
