using TorchSharp;
using Unseen.Numerics;

namespace Unseen.Problems;

/// <summary>Finds the positions of classes among the seen classes.</summary>
internal static class SeenIndex
{
    /// <summary>Creates the table from a class to its position among the seen classes.</summary>
    /// <param name="seenClasses">the S seen classes</param>
    /// <param name="classes">the number of all classes C</param>
    /// <param name="device">the device of the table</param>
    /// <returns>[C] int64, 0 for unseen classes; the caller disposes it.</returns>
    public static torch.Tensor Create(int[] seenClasses, long classes, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        var seen = torch.tensor(seenClasses, dtype: torch.ScalarType.Int64, device: device);
        return torch.zeros(classes, dtype: torch.ScalarType.Int64, device: device)
            .index_copy_(0, seen, ScalarArithmetic.Indices(seen.size(0), device)).MoveToOuterDisposeScope();
    }
}
