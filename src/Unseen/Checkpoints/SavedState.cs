using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Unseen.Checkpoints;

/// <summary>Collects the content of a checkpoint. Until it is disposed, this object may share memory with the tensors
/// of the training.</summary>
internal sealed class SavedState : TrainingState, IDisposable
{
    /// <summary>Values that are not tensors.</summary>
    public JsonObject Values { get; } = [];

    /// <summary>Contiguous tensors on the CPU, in the order in which they were added.</summary>
    public Dictionary<string, Tensor> Tensors { get; } = [];

    /// <summary>Whether all values of all float32 tensors are finite.</summary>
    public bool IsFinite
    {
        get
        {
            var largest = 0f;
            foreach (var tensor in Tensors.Values.Where(tensor => tensor.dtype == ScalarType.Float32))
                TensorBytes.Visit(tensor, bytes => largest =
                    MathF.Max(largest, MathF.Abs(TensorPrimitives.MaxMagnitude(
                    MemoryMarshal.Cast<byte, float>(bytes)))));
            return float.IsFinite(largest);
        }
    }

    public override bool IsRestoring => false;

    public override void Sync(string name, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        Tensors.Add(name, tensor.detach().cpu().contiguous().alias().DetachFromDisposeScope());
    }

    public override void Sync(string name, ref Tensor? tensor, Device device)
    {
        if (tensor is not null)
            Sync(name, tensor);
    }

    public override void Sync<T>(string name, ref T value) =>
        Values.Add(name, JsonSerializer.SerializeToNode(value, CheckpointFile.Json));

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }
}
