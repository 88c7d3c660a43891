using System.Text.Json.Nodes;

namespace Unseen.Checkpoints;

/// <summary>The JSON header of a checkpoint of version 0.1.0.</summary>
/// <param name="Identity">identity of the run</param>
/// <param name="Values">values that are not tensors</param>
/// <param name="Tensors">the tensors, in the order of their bytes</param>
internal sealed record CheckpointHeader(
    JsonObject Identity, JsonObject Values, IReadOnlyList<CheckpointHeader.Tensor> Tensors)
{
    /// <summary>A tensor in the header.</summary>
    /// <param name="Name">name of the tensor</param>
    /// <param name="Type">name of the number type in TorchSharp</param>
    /// <param name="Shape">sizes of the dimensions</param>
    public sealed record Tensor(string Name, string Type, IReadOnlyList<long> Shape);
}
