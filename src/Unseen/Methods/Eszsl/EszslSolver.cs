using Unseen.Classifiers;
using Unseen.Inference;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.Eszsl;

/// <summary>Solves ESZSL in closed form. The score of class c is the bilinear f_c(x) = xᵀ V a_c.</summary>
/// <remarks>
/// <para>
/// Romera-Paredes &amp; Torr, "An Embarrassingly Simple Approach to Zero-Shot Learning", ICML 2015, equation 6.
/// Each row of X is one sample, and each row of A is the descriptor of one seen class. In brackets, A is the length of
/// a descriptor:
/// </para>
/// <code>V = (Xᵀ X + γI)⁻¹ Xᵀ Y A (Aᵀ A + λI)⁻¹,   Y [N, S] of 1 and -1,   A [S, A]</code>
/// <para>
/// The right factor A (Aᵀ A + λI)⁻¹ is computed as (A Aᵀ + λI)⁻¹ A, which inverts an [S, S] instead of an [A, A]
/// matrix. The left factor is cached for the latest γ.
/// </para>
/// </remarks>
internal sealed class EszslSolver(SeenStatistics statistics) : IClosedFormSolver
{
    private (double Penalty, Tensor Solution)? _left; // [D, S]
    private (Tensor Values, Tensor Vectors)? _eigen; // of Xᵀ X: [D], [D, D]

    public ScoringRule Solve(SolvedClassifierOptions settings)
    {
        var penalties = (EszslOptions)settings;
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var left = Left(penalties.FeaturePenalty!.Value); // [D, S]
        var kernel = statistics.SeenDescriptors.mm(statistics.SeenDescriptors.t()); // [S, S]
        // [S, A]
        var right = linalg.solve(Regularised(kernel, penalties.DescriptorPenalty!.Value), statistics.SeenDescriptors);
        var weight = statistics.Descriptors.mm(right.t()).mm(left.t()); // [C, D]
        return new ScoringRule(ClassifierForm.Linear, weight.to(ScalarType.Float32).MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        _left?.Solution.Dispose();
        _eigen?.Values.Dispose();
        _eigen?.Vectors.Dispose();
        statistics.Dispose();
    }

    private Tensor Left(double penalty)
    {
        if (_left is { } known && known.Penalty == penalty)
            return known.Solution;
        _left?.Solution.Dispose();
        _left = null;
        using var scope = NewDisposeScope();
        var signed = statistics.Sums.Times(2) - statistics.Sums.sum(dim: 0, keepdim: true); // [S, D]: Yᵀ X
        var (factor, failure) = linalg.cholesky_ex(Regularised(statistics.Gram, penalty));
        // Without rounding errors, all eigenvalues of Xᵀ X + γI are at least γ, and so are the squares of the factor's
        // diagonal. A square below γ / 2 therefore shows that the rounding errors are too large.
        var least = factor.diagonal().min().Number();
        var solution = failure.Number() == 0 && least * least >= penalty / 2 // [D, S]
            ? signed.t().contiguous().cholesky_solve(factor) : SolveByEigenvalues(signed, penalty);
        _left = (penalty, solution.DetachFromDisposeScope());
        return solution;
    }

    /// <summary>Solves for the left factor by the eigenvalues of Xᵀ X. The chunks of Xᵀ X are computed in float32. If
    /// their rounding errors are γ or larger, Xᵀ X + γI can have eigenvalues far below γ, and this method is necessary.
    /// The absolute value of the most negative eigenvalue of Xᵀ X estimates the size of the errors, and eigenvalues
    /// below this size are raised to it.</summary>
    private Tensor SolveByEigenvalues(Tensor signed, double penalty)
    {
        if (_eigen is null)
        {
            var (all, basis) = linalg.eigh(statistics.Gram); // [D], [D, D]
            _eigen = (all.DetachFromDisposeScope(), basis.DetachFromDisposeScope());
        }

        var (values, vectors) = _eigen.Value;
        var raised = values.AtLeast(-values.min().Number()).Plus(penalty); // [D]
        return vectors.mm(vectors.t().mm(signed.t()) / raised.unsqueeze(1));
    }

    private static Tensor Regularised(Tensor matrix, double penalty) =>
        matrix.Plus(eye(matrix.size(0), dtype: matrix.dtype, device: matrix.device).Times(penalty));
}
