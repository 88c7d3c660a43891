using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Unseen.Checkpoints;

/// <summary>Collects what a checkpoint is to hold. Tensors are borrowed until it is written.</summary>
internal sealed class SavedState : TrainingState, IDisposable
{
    /// <summary>Values that are not tensors.</summary>
    public JsonObject Values { get; } = [];

    /// <summary>Tensors on the CPU, contiguous, in the order of their names' first use.</summary>
    public Dictionary<string, Tensor> Tensors { get; } = [];

    /// <summary>Whether every number of every float32 tensor is one.</summary>
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
