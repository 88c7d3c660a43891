namespace Unseen.Evaluation;

/// <summary>The metrics of a classifier on test images. Every accuracy is in per cent, and U, S and T1 are means over
/// classes.</summary>
public sealed record GzslResult
{
    /// <summary>Mean per-class top-1 accuracy on test images of unseen classes, with all classes as candidates; NaN
    /// without such images.</summary>
    public required double U { get; init; }

    /// <summary>Mean per-class top-1 accuracy on test images of seen classes, with all classes as candidates; NaN
    /// without such images.</summary>
    public required double S { get; init; }

    /// <summary>Harmonic mean 2US / (U + S); 0 if both are 0, NaN if one is NaN.</summary>
    public double H => U + S == 0 ? 0 : 2 * U * S / (U + S);

    /// <summary>Conventional zero-shot accuracy: mean per-class top-1 accuracy on test images of unseen classes, with
    /// only the unseen classes as candidates; NaN without such images.</summary>
    public required double T1 { get; init; }

    /// <summary>Area under the seen-unseen curve, from 0 to 1 (Chao et al., ECCV 2016): the curve of S against U as a
    /// constant subtracted from seen scores varies. NaN if only one group has test images.</summary>
    public required double Ausuc { get; init; }

    /// <summary>Top-1 accuracy of every class, NaN for a class without test images; [C].</summary>
    public required double[] PerClassAccuracy { get; init; }

    /// <summary>Number of test images of every class; [C].</summary>
    public required int[] TestCounts { get; init; }

    /// <summary>Number of test images per true class and predicted class, Confusion[truth][predicted];
    /// [C][C].</summary>
    public required int[][] Confusion { get; init; }

    /// <summary>Classes without test images, ascending. No mean includes them.</summary>
    public IEnumerable<int> ClassesWithoutTestImages =>
        Enumerable.Range(0, TestCounts.Length).Where(c => TestCounts[c] == 0);
}
