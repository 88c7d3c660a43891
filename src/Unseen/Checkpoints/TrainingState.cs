using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unseen.Checkpoints;

/// <summary>The state of one part of training, on its way to a checkpoint or back.</summary>
internal abstract class TrainingState
{
    /// <summary>Whether values come from a checkpoint, not go to one.</summary>
    public abstract bool IsRestoring { get; }

    /// <summary>A tensor of a shape and type that are always the same; restored in place.</summary>
    public abstract void Keep(string name, Tensor tensor);

    /// <summary>A tensor that may be absent, and of any shape; where one is restored, the caller owns it.</summary>
    /// <param name="name">its name</param>
    /// <param name="tensor">the tensor; replaced</param>
    /// <param name="device">where a restored one is to live</param>
    public abstract void Keep(string name, ref Tensor? tensor, Device device);

    /// <summary>A value that JSON can hold without loss.</summary>
    public abstract void Keep<T>(string name, ref T value);

    /// <summary>Bytes, or null.</summary>
    public void Keep(string name, ref byte[]? bytes)
    {
        using var scope = NewDisposeScope();
        var kept = bytes is null ? null : tensor(bytes, dtype: ScalarType.Byte);
        Keep(name, ref kept, CPU);
        bytes = kept?.data<byte>().ToArray();
    }

    /// <summary>Where a generator of random numbers stands.</summary>
    public void Keep(string name, torch.Generator random)
    {
        using var scope = NewDisposeScope();
        var kept = random.get_state();
        Keep(name, kept);
        if (IsRestoring)
            random.set_state(kept);
    }

    /// <summary>The moments of TorchSharp's own Adam.</summary>
    public void Keep(string name, optim.Optimizer adam)
    {
        foreach (var (place, moments) in ((OptimizerHelper)adam).state_dict().State.Cast<Adam.State>().Index())
        {
            Keep($"{name}.{place}.step", ref moments.step);
            Keep($"{name}.{place}.first", moments.exp_avg);
            Keep($"{name}.{place}.second", moments.exp_avg_sq);
        }
    }

    /// <summary>A part of this part.</summary>
    public void Keep(string name, IResumable part) => part.Keep(new NamedState(this, name));

    /// <summary>The same state under a prefix.</summary>
    private sealed class NamedState(TrainingState whole, string prefix) : TrainingState
    {
        public override bool IsRestoring => whole.IsRestoring;

        public override void Keep(string name, Tensor tensor) => whole.Keep($"{prefix}.{name}", tensor);

        public override void Keep(string name, ref Tensor? tensor, Device device) => whole.Keep($"{prefix}.{name}", ref tensor, device);

        public override void Keep<T>(string name, ref T value) => whole.Keep($"{prefix}.{name}", ref value);
    }
}
