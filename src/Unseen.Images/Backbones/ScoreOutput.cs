using System.Text.RegularExpressions;
using Unseen.Images.Onnx;

namespace Unseen.Images.Backbones;

/// <summary>Recognises values of an image model that are scores of its own classes.</summary>
internal static partial class ScoreOutput
{
    // ImageNet's classes, with and without background, and those of its large relatives
    private static readonly int[] _classes = [1000, 1001, 21841, 21843];
    private static readonly string[] _activations = ["Softmax", "LogSoftmax", "Sigmoid"];
    private static readonly string[] _passing = ["Identity", "Cast", "Flatten", "Squeeze", "Reshape", "Add"];

    /// <summary>A warning if a value looks like scores of classes, otherwise null.</summary>
    /// <param name="graph">the model's graph</param>
    /// <param name="value">one of its values</param>
    /// <param name="width">length of its vectors</param>
    public static string? Warning(GraphProto graph, string value, int width)
    {
        var node = Maker(graph, value);
        var isActivated = false;
        while (node is not null && (_activations.Contains(node.OpType) || _passing.Contains(node.OpType)))
        {
            isActivated |= _activations.Contains(node.OpType);
            node = node.Input.Select(input => Maker(graph, input)).FirstOrDefault(maker => maker is not null);
        }

        if (node?.OpType is not ("Gemm" or "MatMul")
            || !(isActivated || Name().IsMatch(value) || _classes.Contains(width)))
            return null;
        var before = Maker(graph, node.Input[0]) is null ? ""
            : $" What its last layer is given may be better: --output {node.Input[0]}.";
        return $"'{value}' looks like scores of {width} classes of the image model's own, not like features of "
            + $"photographs.{before}";
    }

    private static NodeProto? Maker(GraphProto graph, string value) =>
        graph.Node.FirstOrDefault(node => node.Output.Contains(value));

    [GeneratedRegex("logit|prob|score|softmax|predictions?$", RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
