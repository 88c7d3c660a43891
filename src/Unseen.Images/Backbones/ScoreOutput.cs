using System.Text.RegularExpressions;
using Unseen.Images.Onnx;

namespace Unseen.Images.Backbones;

/// <summary>Recognises outputs of an image model that are scores of its own classes, not features.</summary>
internal static partial class ScoreOutput
{
    // the numbers of classes of ImageNet-1k, with and without a background class, and of ImageNet-21k
    private static readonly int[] _classCounts = [1000, 1001, 21841, 21843];
    private static readonly string[] _activations = ["Softmax", "LogSoftmax", "Sigmoid"];
    private static readonly string[] _passThrough = ["Identity", "Cast", "Flatten", "Squeeze", "Reshape", "Add"];

    /// <summary>Gets a warning if a value looks like class scores, otherwise null.</summary>
    /// <param name="graph">the graph of the model</param>
    /// <param name="value">the name of the value</param>
    /// <param name="width">the length of its vectors</param>
    public static string? Warning(GraphProto graph, string value, int width)
    {
        var node = Producer(graph, value);
        var isActivated = false;
        while (node is not null && (_activations.Contains(node.OpType) || _passThrough.Contains(node.OpType)))
        {
            isActivated |= _activations.Contains(node.OpType);
            node = node.Input.Select(input => Producer(graph, input)).FirstOrDefault(producer => producer is not null);
        }

        if (node?.OpType is not ("Gemm" or "MatMul")
            || !(isActivated || Name().IsMatch(value) || _classCounts.Contains(width)))
            return null;
        var suggestion = Producer(graph, node.Input[0]) is null ? ""
            : $" The input of its last layer may be better: --output {node.Input[0]}.";
        return $"'{value}' looks like the image model's scores for its own {width} classes, not like features of "
            + $"photographs.{suggestion}";
    }

    private static NodeProto? Producer(GraphProto graph, string value) =>
        graph.Node.FirstOrDefault(node => node.Output.Contains(value));

    [GeneratedRegex("logit|prob|score|softmax|predictions?$", RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
