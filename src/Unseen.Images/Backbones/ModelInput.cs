using Microsoft.ML.OnnxRuntime;
using Unseen.Images.Onnx;

namespace Unseen.Images.Backbones;

/// <summary>The input of an image model that takes photographs.</summary>
/// <param name="Side">the required height and width, or null for any size</param>
/// <param name="ChannelsLast">true for [N, H, W, 3], false for [N, 3, H, W], or null if the model does not declare the
/// order</param>
/// <param name="Batch">the required number of images, or null for any number</param>
internal sealed record ModelInput(int? Side, bool? ChannelsLast, int? Batch)
{
    private const string Channel = "chan"; // part of a dimension's name, such as channel or num_channels

    /// <summary>Reads the only input of a model.</summary>
    /// <exception cref="ImageDataException">The model has several inputs, takes no photographs, or takes photographs
    /// that are not square.</exception>
    public static ModelInput Create(InferenceSession session, string path)
    {
        var inputs = session.InputMetadata;
        if (inputs.Count != 1)
            throw new ImageDataException(path, $"'{session.OutputNames[0]}' needs {inputs.Count} inputs: "
                + string.Join(", ", inputs.Select(one => Describe(one.Key, one.Value)))
                + ". Use --output to choose a value that depends only on photographs");
        var (name, input) = inputs.First();
        var shape = input.Dimensions;
        bool? channelsLast = shape switch
        {
            [_, 3, _, not 3] => false,
            [_, _, _, 3] => true,
            [_, > 0, < 0, < 0] => throw Unfit(), // for example grey images, [N, 1, H, W]
            [_, < 0, _, < 0] when input.SymbolicDimensions[1].Contains(Channel, StringComparison.OrdinalIgnoreCase) =>
                false,
            [_, < 0, _, < 0] when input.SymbolicDimensions[3].Contains(Channel, StringComparison.OrdinalIgnoreCase) =>
                true,
            [_, < 0, _, < 0] => null,
            [_, < 0, _, _] => false,
            [_, _, _, < 0] => true,
            _ => throw Unfit(),
        };
        if (!TensorNumbers.Supports(input.ElementDataType))
            throw Unfit();
        var (height, width) = channelsLast == true ? (shape[1], shape[2]) : (shape[2], shape[3]);
        if (height != width && height > 0 && width > 0)
            throw new ImageDataException(path, $"input '{name}'", "square", $"{height} x {width}");
        return new(Math.Max(height, width) is > 0 and var side ? side : null, channelsLast,
            shape[0] > 0 ? shape[0] : null);

        ImageDataException Unfit() => new(path, "input", "float32 or float16 of shape [N, 3, H, W] or [N, H, W, 3]",
            Describe(name, input));
    }

    private static string Describe(string name, NodeMetadata input) =>
        $"'{name}' {input.ElementDataType.ToString().ToLowerInvariant()} [{string.Join(", ", input.Dimensions.Select(
            (size, axis) => size >= 0 ? $"{size}" : input.SymbolicDimensions[axis] is { Length: > 0 } symbol ? symbol
                : "?"))}]";
}
