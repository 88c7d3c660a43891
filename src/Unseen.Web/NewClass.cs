using Microsoft.AspNetCore.Http;
using Unseen.Inference;

namespace Unseen.Web;

/// <summary>A class described in a request.</summary>
/// <param name="Name">1 to 100 characters, none of them a control character, a slash or a backslash</param>
/// <param name="Descriptor">[A] numbers, as in training; or null if <paramref name="Mix"/> is given</param>
/// <param name="Mix">shares of known classes by name, whose descriptors are added up; or null</param>
internal sealed record NewClass(string? Name, float[]? Descriptor, Dictionary<string, float>? Mix)
{
    private const int MaxNameLength = 100;
    private const int MaxParts = 64;
    private const string DescriptorsName = "descriptors";

    /// <summary>The model with the class.</summary>
    /// <exception cref="BadHttpRequestException">The class is not valid, its name is taken, or the model takes
    /// none.</exception>
    public UnseenModel AddTo(UnseenModel model)
    {
        var name = CheckedName(Name);
        if (model.DescriptorWidth is not { } width)
            throw new BadHttpRequestException(
                "This model takes no classes by description: it is not a prototype learner's.",
                StatusCodes.Status409Conflict);
        if (model.ClassNames.Contains(name))
            throw new BadHttpRequestException("The model has a class of this name.", StatusCodes.Status409Conflict);
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
            throw new BadHttpRequestException(exception.Message.Split(" (Parameter")[0]);
        }
    }

    private static string CheckedName(string? name)
    {
        var trimmed = name?.Trim() ?? "";
        return trimmed.Length is >= 1 and <= MaxNameLength
            && !trimmed.Any(c => char.IsControl(c) || c is '/' or '\\' or '<' or '>' || char.IsSurrogate(c))
            && trimmed is not ("." or "..")
            ? trimmed
            : throw new BadHttpRequestException(
                $"The name of a class must have 1 to {MaxNameLength} characters, and no slashes, angle brackets or "
                + "control characters.");
    }

    private static float[] Mixed(UnseenModel model, Dictionary<string, float> mix, int width)
    {
        if (!model.Tensors.TryGetValue(DescriptorsName, out var descriptors) || descriptors.Shape is not [_, var known]
            || known != width)
            throw new BadHttpRequestException(
                "This model does not keep the descriptors of its classes, so that none can be mixed from them. Give a "
                + "descriptor.", StatusCodes.Status409Conflict);
        if (mix.Count is 0 or > MaxParts || mix.Values.Any(share => !float.IsFinite(share)))
            throw new BadHttpRequestException($"mix must have 1 to {MaxParts} shares, each a finite number.");
        var mixed = new float[width];
        foreach (var (part, share) in mix)
        {
            var label = model.ClassNames.ToList().IndexOf(part);
            if (label < 0)
                throw new BadHttpRequestException("mix names a class that the model does not have.");
            var row = descriptors.Values.Span.Slice(label * width, width);
            for (var i = 0; i < width; i++)
                mixed[i] += share * row[i];
        }

        return mixed;
    }
}
