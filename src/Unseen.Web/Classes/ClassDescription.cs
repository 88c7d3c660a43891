using Unseen.Inference;

namespace Unseen.Web.Classes;

/// <summary>Adds classes that requests describe to models.</summary>
internal static class ClassDescription
{
    private const int LongestName = 100;
    private const int MostParts = 64;
    private const string DescriptorsName = "descriptors";

    /// <summary>The model with the class.</summary>
    /// <exception cref="RequestException">The class is not valid, its name is taken, or the model takes none.</exception>
    public static UnseenModel AddTo(UnseenModel model, NewClass described)
    {
        var name = Checked(described.Name);
        if (model.DescriptorWidth is not { } width)
            throw new RequestException(409, "the model must be a prototype learner's to take classes by description, but is another.");
        if (model.ClassNames.Contains(name))
            throw new RequestException(409, $"name must be unlike the model's {model.ClassNames.Count} classes, but is one of them.");
        var descriptor = described switch
        {
            { Descriptor: not null, Mix: null } => described.Descriptor,
            { Descriptor: null, Mix: not null } => Mixed(model, described.Mix, width),
            _ => throw new RequestException(400, "a class must have either descriptor or mix, but had both or neither."),
        };
        try
        {
            return model.WithClass(name, descriptor);
        }
        catch (ArgumentException exception)
        {
            throw new RequestException(400, exception.Message.Split(" (Parameter")[0]);
        }
    }

    /// <summary>A name that may be a class's.</summary>
    /// <exception cref="RequestException">It may not.</exception>
    public static string Checked(string? name)
    {
        var trimmed = name?.Trim() ?? "";
        return trimmed.Length is >= 1 and <= LongestName && !trimmed.Any(c => char.IsControl(c) || c is '/' or '\\' or '<' or '>' || char.IsSurrogate(c)) && trimmed is not ("." or "..")
            ? trimmed
            : throw new RequestException(400, $"name must be 1 to {LongestName} characters without slashes, angle brackets and control characters, but was not.");
    }

    private static float[] Mixed(UnseenModel model, Dictionary<string, float> mix, int width)
    {
        if (!model.Tensors.TryGetValue(DescriptorsName, out var descriptors) || descriptors.Shape is not [_, var known] || known != width)
            throw new RequestException(409, "mix must be of a model that keeps its classes' descriptors, but this one does not.");
        if (mix.Count is 0 or > MostParts || mix.Values.Any(share => !float.IsFinite(share)))
            throw new RequestException(400, $"mix must have 1 to {MostParts} finite shares, but had others.");
        var mixed = new float[width];
        foreach (var (part, share) in mix)
        {
            var label = model.ClassNames.ToList().IndexOf(part);
            if (label < 0)
                throw new RequestException(400, "mix must be of the model's classes, but had another.");
            var row = descriptors.Values.Span.Slice(label * width, width);
            for (var i = 0; i < width; i++)
                mixed[i] += share * row[i];
        }

        return mixed;
    }
}
