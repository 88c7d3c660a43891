using System.Text.Json.Nodes;

namespace Unseen.Checkpoints;

/// <summary>The JSON at the start of a checkpoint.</summary>
/// <param name="Identity">what run it is of</param>
/// <param name="Values">values that are not tensors</param>
/// <param name="Tensors">the tensors, in the order of their bytes</param>
internal sealed record CheckpointHeader(
    JsonObject Identity, JsonObject Values, IReadOnlyList<CheckpointHeader.Tensor> Tensors)
{
    /// <summary>One tensor.</summary>
    /// <param name="Name">its name</param>
    /// <param name="Type">its number type, as libtorch calls it</param>
    /// <param name="Shape">its sizes</param>
    public sealed record Tensor(string Name, string Type, IReadOnlyList<long> Shape);
}
