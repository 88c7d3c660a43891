using Microsoft.AspNetCore.Http;
using Unseen.Inference;

namespace Unseen.AspNetCore;

/// <summary>A class described in a request.</summary>
internal sealed record NewClass
{
    private const int MaxParts = 64;
    private const string DescriptorsName = "descriptors";

    /// <summary>1 to 100 characters, without slashes, backslashes, angle brackets, control characters or invisible
    /// characters.</summary>
    public required string Name { get; init; }

    /// <summary>[A] numbers, on the scale of the descriptors in training; null if <c>mix</c> is given.</summary>
    public float[]? Descriptor { get; init; }

    /// <summary>Weights of 1 to 64 classes of the model, by name. The new class's descriptor is the weighted sum of
    /// their descriptors. Null if <c>descriptor</c> is given.</summary>
    public Dictionary<string, float>? Mix { get; init; }

    /// <summary>Creates a model with the class.</summary>
    /// <exception cref="BadHttpRequestException">The class is not valid, its name is taken, a class in the mix has no
    /// descriptor, or the model cannot take new classes.</exception>
    public UnseenModel AddTo(UnseenModel model)
    {
        var name = ClassName.Check(Name);
        if (model.DescriptorWidth is not { } width)
            throw new BadHttpRequestException(
                "This model takes no classes by description: it is neither a prototype learner nor made by an encoder.",
                StatusCodes.Status409Conflict);
        ClassName.RequireFree(name, model.ClassNames);
        var descriptor = (Descriptor, Mix) switch
        {
            ({ } given, null) => given,
            (null, { } shares) => Mixed(model, shares, width),
            _ => throw new BadHttpRequestException("A class needs either descriptor or mix, and not both."),
        };
        try
        {
            return model.WithClass(name, descriptor);
        }
        catch (ArgumentException exception)
        {
            throw new BadHttpRequestException($"{FailureReason.Describe(exception)}.");
        }
    }

    private static float[] Mixed(UnseenModel model, Dictionary<string, float> mix, int width)
    {
        if (!model.Tensors.TryGetValue(DescriptorsName, out var descriptors) || descriptors.Shape is not [_, var known]
            || known != width)
            throw new BadHttpRequestException(
                "This model does not store the descriptors of its classes, so they cannot be mixed. Give a descriptor.",
                StatusCodes.Status409Conflict);
        if (mix.Count is 0 or > MaxParts || mix.Values.Any(share => !float.IsFinite(share)))
            throw new BadHttpRequestException($"mix must have 1 to {MaxParts} shares, each a finite number.");
        var mixed = new float[width];
        foreach (var (part, share) in mix)
        {
            var label = ClassName.IndexIn(model.ClassNames, part);
            if (label < 0)
                throw new BadHttpRequestException("mix names a class that the model does not have.");
            var row = descriptors.Values.Span.Slice(label * width, width);
            if (!row.ContainsAnyExcept(0)) // the class was learnt from photographs alone
                throw new BadHttpRequestException(
                    $"The class '{model.ClassNames[label]}' has no descriptor, so it cannot be mixed.",
                    StatusCodes.Status409Conflict);
            for (var i = 0; i < width; i++)
                mixed[i] += share * row[i];
        }

        return mixed;
    }
}
