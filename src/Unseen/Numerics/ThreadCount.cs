using TorchSharp;

namespace Unseen.Numerics;

/// <summary>Sets libtorch's number of threads, which the whole process shares, and restores it when disposed.</summary>
internal readonly struct ThreadCount : IDisposable
{
    private readonly int _before;

    /// <summary>Sets the number of threads.</summary>
    /// <param name="threads">the number of threads, at least 1, or null to leave it as it is</param>
    public ThreadCount(int? threads)
    {
        _before = torch.get_num_threads();
        torch.set_num_threads(threads ?? _before);
    }

    public void Dispose() => torch.set_num_threads(_before);
}
