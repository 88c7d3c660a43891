using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace Unseen.Images.Backbones;

/// <summary>Says in plain words why ONNX Runtime refused a model or failed to run it.</summary>
internal static partial class OnnxFailure
{
    /// <summary>Describes the reason as the end of a sentence, without a full stop.</summary>
    /// <param name="exception">the exception of ONNX Runtime, whose own text is not quoted</param>
    public static string Describe(OnnxRuntimeException exception)
    {
        var text = exception.Message;
        if (Node().Match(text) is { Success: true } node)
            return $"its node '{node.Groups["name"]}' ({node.Groups["operation"]}) fails";
        if (Operation().Match(text) is { Success: true } operation)
            return $"it has the operation '{operation.Groups["name"]}', which ONNX Runtime does not know. "
                + "Export it with standard operations, and an earlier opset such as 17";
        if (Version().Match(text) is { Success: true } version)
            return $"its IR version is {version.Groups["found"]}, but ONNX Runtime reads up to "
                + $"{version.Groups["max"]}. Export it with an earlier version of the onnx package";
        return Opset().Match(text) is { Success: true } opset
            ? $"its opset is newer than {opset.Groups["max"]}, the last that ONNX Runtime knows. Export it with an "
                + "earlier one, such as 17"
            : "its graph is damaged, or of a form that ONNX Runtime does not support. Export it again";
    }

    [GeneratedRegex(@"while running (?<operation>\w+) node\. Name:'(?<name>[^']*)'")]
    private static partial Regex Node();

    [GeneratedRegex(@"No Op registered for (?<name>\w+)|(?<name>[\w.:]+)\(-?\d+\) is not a registered function/op")]
    private static partial Regex Operation();

    [GeneratedRegex(@"Unsupported model IR version: (?<found>\d+), max supported IR version: (?<max>\d+)")]
    private static partial Regex Version();

    [GeneratedRegex(@"official support for domain \S+ is till opset (?<max>\d+)")]
    private static partial Regex Opset();
}
