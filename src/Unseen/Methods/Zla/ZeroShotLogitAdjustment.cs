using Unseen.Adjustment;

namespace Unseen.Methods.Zla;

/// <summary>
/// Zero-shot Logit Adjustment (ZLA): one line in the classifier's loss that makes ordinary cross-entropy train for the
/// harmonic mean of seen and unseen accuracy.
/// <code>
/// var zla = new ZeroShotLogitAdjustment(classCounts, seenClasses, unseenClasses, sigma: 100);
/// var loss = cross_entropy(zla.Adjust(classifier.forward(x)), y);      // training: this is the one line
/// var predicted = classifier.forward(x).argmax(1);                     // testing: nothing is added
/// </code>
/// </summary>
/// <remarks>
/// <para>
/// Chen, Shen, Zhang, Torr: "Zero-Shot Logit Adjustment", IJCAI 2022 (arXiv 2204.11822). Generalized zero-shot
/// learning is evaluated by the harmonic mean H, not by the accuracy over all test images. Maximising a lower bound of
/// log H means training the posterior under two priors, whose logarithms are added to the logits f(x):
/// </para>
/// <code>
/// loss(x, y) = CE( f(x) + log p(y | group) + log p0(group), y )
///
/// p(y | seen)   = share of class y among the real seen training samples      p0(seen)   = σ / (1 + σ)
/// p(y | unseen) = 1 / K, for K unseen classes                                 p0(unseen) = 1 / (1 + σ)
/// </code>
/// <para>
/// Neither prior depends on the number of generated pseudo-features. This is the key idea: pseudo-features only place
/// the boundary between seen and unseen classes, and 10 per class are enough. A larger σ gives seen classes a larger
/// prior in training, so their logits need a smaller margin. At test time the prior is not added, and more images are
/// recognised as unseen: the accuracy on unseen classes (U) rises and the accuracy on seen classes (S) falls. Replacing
/// σ by 1/σ swaps p0(seen) and p0(unseen).
/// </para>
/// <para>
/// Immutable and thread-safe. Works with any classifier with C logits, on any device, in any floating-point type.
/// </para>
/// </remarks>
public sealed class ZeroShotLogitAdjustment : BiasAdjustment
{
    /// <summary>Computes the bias from the class counts, the two groups and σ.</summary>
    /// <param name="classCounts">
    /// [C] the number of real training samples of every class; entries of unseen classes are ignored
    /// </param>
    /// <param name="seenClasses">the seen classes, 0-based, each with at least one sample</param>
    /// <param name="unseenClasses">
    /// the unseen classes, 0-based; every one of the C classes must be in exactly one of the two groups
    /// </param>
    /// <param name="sigma">
    /// the odds p0(seen) / p0(unseen), finite and greater than 0. The published values are AwA2 1000, CUB 30 (45 with
    /// the 312 attributes), SUN 60, aPY 300
    /// </param>
    /// <exception cref="ArgumentException">
    /// σ is 0, negative, infinite or NaN; a group is empty; a class is out of range, listed twice, or in neither
    /// group; or a seen class has no sample.
    /// </exception>
    public ZeroShotLogitAdjustment(
        IReadOnlyList<long> classCounts, IReadOnlyCollection<int> seenClasses, IReadOnlyCollection<int> unseenClasses,
            double sigma)
        : base(LogPriors(classCounts, seenClasses, unseenClasses, sigma)) => Sigma = sigma;

    /// <summary>The odds p0(seen) / p0(unseen).</summary>
    public double Sigma { get; }

    private static double[] LogPriors(
        IReadOnlyList<long> classCounts, IReadOnlyCollection<int> seenClasses, IReadOnlyCollection<int> unseenClasses,
            double sigma)
    {
        ArgumentNullException.ThrowIfNull(classCounts);
        ArgumentNullException.ThrowIfNull(seenClasses);
        ArgumentNullException.ThrowIfNull(unseenClasses);
        Require.Positive(sigma);
        Require.That(seenClasses.Count > 0, nameof(seenClasses), "at least one class", "empty");
        Require.That(unseenClasses.Count > 0, nameof(unseenClasses), "at least one class", "empty");
        RequirePartition(classCounts.Count, seenClasses, unseenClasses);
        foreach (var c in seenClasses)
            Require.That(classCounts[c] > 0, nameof(classCounts), $"at least 1 for seen class {c}", classCounts[c]);

        var logSeenPrior = -LogOnePlus(1 / sigma); // log(σ / (1 + σ)), also precise for large σ
        var logUnseenPrior = -LogOnePlus(sigma); // log(1 / (1 + σ))
        var seenTotal = seenClasses.Sum(c => (double)classCounts[c]);

        var bias = new double[classCounts.Count]; // log p(y | group) + log p0(group)
        foreach (var c in seenClasses)
            bias[c] = Math.Log(classCounts[c] / seenTotal) + logSeenPrior;
        foreach (var c in unseenClasses)
            bias[c] = -Math.Log(unseenClasses.Count) + logUnseenPrior;
        return bias;
    }

    /// <summary>
    /// Computes log(1 + x) without loss of precision for small x (Kahan's method). double.LogP1 is not precise for
    /// small x.
    /// </summary>
    private static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }

    private static void RequirePartition(
        int classes, IReadOnlyCollection<int> seenClasses, IReadOnlyCollection<int> unseenClasses)
    {
        var groups = new int[classes];
        foreach (var c in seenClasses.Concat(unseenClasses))
        {
            Require.That(c >= 0 && c < classes, "class", $"from 0 to {classes - 1}", c);
            Require.That(++groups[c] == 1, $"class {c}", "listed once, in one of the two groups", "listed twice");
        }

        Require.That(Array.IndexOf(groups, 0) < 0, $"class {Array.IndexOf(groups, 0)}", "in one of the two groups",
            "in neither");
    }
}
