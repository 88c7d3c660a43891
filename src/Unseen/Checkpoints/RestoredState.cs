using System.Text.Json;
using static TorchSharp.torch;

namespace Unseen.Checkpoints;

/// <summary>Restores state from an open checkpoint.</summary>
internal sealed class RestoredState(CheckpointFile file) : TrainingState
{
    public override bool IsRestoring => true;

    public override void Sync(string name, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var entry = file.Find(name) ?? throw CheckpointException.CreateForOtherState(file.Path, name);
        if (entry.Type != tensor.dtype || !entry.Shape.SequenceEqual(tensor.shape))
            throw CheckpointException.CreateForOtherState(file.Path, name);
        tensor.copy_(file.Read(entry));
    }

    public override void Sync(string name, ref Tensor? tensor, Device device)
    {
        using var scope = NewDisposeScope();
        tensor = file.Find(name) is { } entry ? file.Read(entry).to(device).MoveToOuterDisposeScope() : null;
    }

    public override void Sync<T>(string name, ref T value)
    {
        if (!file.Values.TryGetPropertyValue(name, out var node))
            throw CheckpointException.CreateForOtherState(file.Path, name);
        try
        {
            value = node.Deserialize<T>(CheckpointFile.Json)!;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw CheckpointException.CreateForOtherState(file.Path, name, exception);
        }
    }
}
