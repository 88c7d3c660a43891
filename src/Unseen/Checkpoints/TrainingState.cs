using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unseen.Checkpoints;

/// <summary>
/// The state of one part of training, on its way to a checkpoint or back: one walk over all that changes saves and
/// restores alike.
/// </summary>
public abstract class TrainingState
{
    private protected TrainingState()
    {
    }

    /// <summary>Whether values come from a checkpoint, not go to one.</summary>
    public abstract bool IsRestoring { get; }

    /// <summary>A tensor of a shape and type that are always the same; restored in place.</summary>
    /// <param name="name">its name, unlike all others of this part</param>
    /// <param name="tensor">the tensor; borrowed</param>
    public abstract void Sync(string name, Tensor tensor);

    /// <summary>A tensor that may be absent, and of any shape; where one is restored, the caller owns it.</summary>
    /// <param name="name">its name</param>
    /// <param name="tensor">the tensor; replaced</param>
    /// <param name="device">where a restored one lives</param>
    public abstract void Sync(string name, ref Tensor? tensor, Device device);

    /// <summary>A value that JSON can hold without loss.</summary>
    /// <typeparam name="T">its type</typeparam>
    /// <param name="name">its name</param>
    /// <param name="value">the value; replaced by the restored one</param>
    public abstract void Sync<T>(string name, ref T value);

    /// <summary>Bytes, or null.</summary>
    /// <param name="name">their name</param>
    /// <param name="bytes">the bytes; replaced by the restored ones</param>
    public void Sync(string name, ref byte[]? bytes)
    {
        using var scope = NewDisposeScope();
        var kept = bytes is null ? null : tensor(bytes, dtype: ScalarType.Byte);
        Sync(name, ref kept, CPU);
        bytes = kept?.data<byte>().ToArray();
    }

    /// <summary>Where a generator of random numbers stands.</summary>
    /// <param name="name">its name</param>
    /// <param name="random">the generator of random numbers; restored in place</param>
    public void Sync(string name, torch.Generator random)
    {
        using var scope = NewDisposeScope();
        var kept = random.get_state();
        Sync(name, kept);
        if (IsRestoring)
            random.set_state(kept);
    }

    /// <summary>The moments of TorchSharp's own Adam.</summary>
    /// <param name="name">its name</param>
    /// <param name="adam">the optimiser; restored in place</param>
    public void Sync(string name, optim.Optimizer adam)
    {
        foreach (var (place, moments) in ((OptimizerHelper)adam).state_dict().State.Cast<Adam.State>().Index())
        {
            Sync($"{name}.{place}.step", ref moments.step);
            Sync($"{name}.{place}.first", moments.exp_avg);
            Sync($"{name}.{place}.second", moments.exp_avg_sq);
        }
    }

    /// <summary>A part of this part.</summary>
    /// <param name="name">what the names of its values begin with</param>
    /// <param name="part">the part; restored in place</param>
    public void Sync(string name, IResumable part) => part.SyncState(new NamedState(this, name));

    /// <summary>The same state under a prefix.</summary>
    private sealed class NamedState(TrainingState whole, string prefix) : TrainingState
    {
        public override bool IsRestoring => whole.IsRestoring;

        public override void Sync(string name, Tensor tensor) => whole.Sync($"{prefix}.{name}", tensor);

        public override void Sync(string name, ref Tensor? tensor, Device device) =>
            whole.Sync($"{prefix}.{name}", ref tensor, device);

        public override void Sync<T>(string name, ref T value) => whole.Sync($"{prefix}.{name}", ref value);
    }
}
