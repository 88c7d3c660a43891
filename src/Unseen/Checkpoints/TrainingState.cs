using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unseen.Checkpoints;

/// <summary>
/// The state of one part of training, which is saved to or restored from a checkpoint. The same sequence of calls to
/// the <c>Sync</c> methods does both.
/// </summary>
/// <remarks>
/// When restoring, the methods throw a <see cref="CheckpointException"/> if the checkpoint lacks the value, or contains
/// it with another shape or type. A missing tensor or byte array that may be null is restored as null. Not thread-safe.
/// </remarks>
public abstract class TrainingState
{
    private protected TrainingState()
    {
    }

    /// <summary>Whether values are restored from a checkpoint (true) or saved to one (false).</summary>
    public abstract bool IsRestoring { get; }

    /// <summary>Saves a tensor whose shape and type never change, or restores it in place.</summary>
    /// <param name="name">name of the tensor, unique within this part</param>
    /// <param name="tensor">the tensor, of bool, an integer type or a real floating-point type; the caller still owns
    /// it</param>
    public abstract void Sync(string name, Tensor tensor);

    /// <summary>Saves or restores a tensor that may be null and may have any shape. The types are those of
    /// <see cref="Sync(string, Tensor)"/>. The caller owns a restored tensor, and disposes the one that it
    /// replaces.</summary>
    /// <param name="name">name under which the state is saved, unique within this part</param>
    /// <param name="tensor">the tensor, which is replaced when restoring</param>
    /// <param name="device">the device of a restored tensor</param>
    public abstract void Sync(string name, ref Tensor? tensor, Device device);

    /// <summary>Saves or restores a value that JSON can represent without loss.</summary>
    /// <typeparam name="T">type of the value</typeparam>
    /// <param name="name">name under which the state is saved, unique within this part</param>
    /// <param name="value">the value, which is replaced when restoring</param>
    public abstract void Sync<T>(string name, ref T value);

    /// <summary>Saves or restores bytes, which may be null.</summary>
    /// <param name="name">name under which the bytes are saved, unique within this part</param>
    /// <param name="bytes">the bytes, which are replaced when restoring</param>
    public void Sync(string name, ref byte[]? bytes)
    {
        using var scope = NewDisposeScope();
        var saved = bytes is null ? null : tensor(bytes, dtype: ScalarType.Byte);
        Sync(name, ref saved, CPU);
        bytes = saved?.data<byte>().ToArray();
    }

    /// <summary>Saves or restores the state of a random generator.</summary>
    /// <param name="name">name under which the state is saved, unique within this part</param>
    /// <param name="random">the random generator, restored in place</param>
    public void Sync(string name, torch.Generator random)
    {
        using var scope = NewDisposeScope();
        var saved = random.get_state();
        Sync(name, saved);
        if (IsRestoring)
            random.set_state(saved);
    }

    /// <summary>Saves or restores the steps and moments of TorchSharp's Adam optimiser.</summary>
    /// <param name="name">name under which the state is saved, unique within this part</param>
    /// <param name="adam">the optimiser, restored in place</param>
    public void Sync(string name, optim.Optimizer adam)
    {
        foreach (var (place, moments) in ((OptimizerHelper)adam).state_dict().State.Cast<Adam.State>().Index())
        {
            Sync($"{name}.{place}.step", ref moments.step);
            Sync($"{name}.{place}.first", moments.exp_avg);
            Sync($"{name}.{place}.second", moments.exp_avg_sq);
        }
    }

    /// <summary>Saves or restores a sub-part.</summary>
    /// <param name="name">prefix of the names of the part's values</param>
    /// <param name="part">the part, restored in place</param>
    public void Sync(string name, IResumable part) => part.SyncState(new NamedState(this, name));

    /// <summary>Adds a prefix to the names of values.</summary>
    private sealed class NamedState(TrainingState whole, string prefix) : TrainingState
    {
        public override bool IsRestoring => whole.IsRestoring;

        public override void Sync(string name, Tensor tensor) => whole.Sync($"{prefix}.{name}", tensor);

        public override void Sync(string name, ref Tensor? tensor, Device device) =>
            whole.Sync($"{prefix}.{name}", ref tensor, device);

        public override void Sync<T>(string name, ref T value) => whole.Sync($"{prefix}.{name}", ref value);
    }
}
