using Unseen.Adjustment;

namespace Unseen.Methods.Logit;

/// <summary>
/// Logit adjustment for long-tailed data: in the loss, the logarithm of a class's share of the training samples is
/// added to its logit. Pseudo-features count as training samples. This adjustment does not distinguish seen from unseen
/// classes and is a baseline for ZLA.
/// </summary>
/// <remarks>Menon et al., "Long-tail learning via logit adjustment", ICLR 2021, equation 10 with τ = 1.</remarks>
/// <param name="classCounts">
/// [C] the number of training samples of every class, real or generated, each at least 1
/// </param>
/// <exception cref="ArgumentNullException"><paramref name="classCounts"/> is null.</exception>
/// <exception cref="ArgumentException">A count is less than 1.</exception>
public sealed class LongTailLogitAdjustment(IReadOnlyList<long> classCounts) : BiasAdjustment(LogShares(classCounts))
{
    private static double[] LogShares(IReadOnlyList<long> classCounts)
    {
        ArgumentNullException.ThrowIfNull(classCounts);
        for (var c = 0; c < classCounts.Count; c++)
            Require.That(classCounts[c] > 0, nameof(classCounts), $"at least 1 for class {c}", classCounts[c]);
        var total = classCounts.Sum(count => (double)count);
        return [.. classCounts.Select(count => Math.Log(count / total))];
    }
}
