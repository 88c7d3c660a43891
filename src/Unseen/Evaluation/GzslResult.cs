namespace Unseen.Evaluation;

/// <summary>What a classifier scores on test images, every accuracy averaged over classes and given in per
/// cent.</summary>
public sealed record GzslResult
{
    /// <summary>Mean per-class top-1 accuracy on test images of unseen classes, candidates all classes; NaN without
    /// such images.</summary>
    public required double U { get; init; }

    /// <summary>Mean per-class top-1 accuracy on test images of seen classes, candidates all classes; NaN without such
    /// images.</summary>
    public required double S { get; init; }

    /// <summary>Harmonic mean 2US / (U + S), 0 if both are 0.</summary>
    public double H => U + S == 0 ? 0 : 2 * U * S / (U + S);

    /// <summary>Conventional zero-shot accuracy: images of unseen classes, candidates the unseen classes
    /// only.</summary>
    public required double T1 { get; init; }

    /// <summary>Area under the seen-unseen curve traced by a constant subtracted from seen scores, from 0 to 1 (Chao et
    /// al., ECCV 2016).</summary>
    public required double Ausuc { get; init; }

    /// <summary>Top-1 accuracy of every class, NaN for one without test images; [C].</summary>
    public required double[] PerClassAccuracy { get; init; }

    /// <summary>Number of test images of every class; [C].</summary>
    public required int[] TestCounts { get; init; }

    /// <summary>Confusion[truth][predicted] counts; [C][C].</summary>
    public required int[][] Confusion { get; init; }

    /// <summary>Classes without a test image, which no average contains, ascending.</summary>
    public IEnumerable<int> ClassesWithoutTestImages =>
        Enumerable.Range(0, TestCounts.Length).Where(c => TestCounts[c] == 0);
}
