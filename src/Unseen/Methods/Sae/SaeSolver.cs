using Unseen.Classifiers;
using Unseen.Inference;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.Sae;

/// <summary>
/// SAE: a linear map W from features to descriptors, whose transpose maps descriptors back to features. Classes are
/// recognised in feature space, by the cosine with Wᵀ a_c.
/// </summary>
/// <remarks>
/// <para>
/// Kodirov, Xiang, Gong: "Semantic Autoencoder for Zero-Shot Learning", CVPR 2017, equation 4. It is a Sylvester
/// equation. Each row of X contains the features of one sample, and the same row of S the descriptor of its class:
/// </para>
/// <code>Sᵀ S W + λ W Xᵀ X = (1 + λ) Sᵀ X</code>
/// <para>
/// The rank R of Sᵀ S is at most the number of seen classes. Let the columns of U be the eigenvectors of Sᵀ S with
/// nonzero eigenvalues u, and let Xᵀ X = Q diag(q) Qᵀ. The right side lies in the span of U, so only R rows have to be
/// solved for: W = U Z Qᵀ with Z_ij = (1 + λ) (Uᵀ Sᵀ X Q)_ij / (u_i + λ q_j).
/// </para>
/// </remarks>
internal sealed class SaeSolver : IClosedFormSolver
{
    private const double MinEigenvalue = 1e-10; // smallest eigenvalue of Sᵀ S that counts, relative to the largest

    private readonly Tensor _featureValues, _featureVectors; // [D], [D, D]
    private readonly Tensor _descriptorValues; // [R]
    private readonly Tensor _right; // [R, D]: Uᵀ Sᵀ X Q
    private readonly Tensor _projected; // [C, R]: descriptors times U

    /// <summary>Computes the decompositions that all λ share.</summary>
    /// <param name="statistics">the statistics, which the constructor disposes</param>
    public SaeSolver(SeenStatistics statistics)
    {
        using (statistics)
        {
            using var scope = NewDisposeScope();
            using var inference = no_grad();
            // [S, A]; the Gram matrix of its columns is Sᵀ S
            var weighted = statistics.SeenDescriptors * statistics.Counts.sqrt().unsqueeze(1);
            var (_, values, vectors) = linalg.svd(weighted, fullMatrices: false); // [min(S, A)], [min(S, A), A]
            var rank = (int)(values.Squared() > values.Squared().max().Times(MinEigenvalue)).sum().Number();
            var basis = vectors.narrow(0, 0, rank); // [R, A]: Uᵀ
            (_featureValues, _featureVectors) = linalg.eigh(statistics.Gram);
            _featureValues = _featureValues.AtLeast(0).DetachFromDisposeScope();
            _featureVectors.DetachFromDisposeScope();
            _descriptorValues = values.narrow(0, 0, rank).Squared().DetachFromDisposeScope();
            _right = basis.mm(statistics.SeenDescriptors.t()).mm(statistics.Sums).mm(_featureVectors)
                .DetachFromDisposeScope();
            _projected = statistics.Descriptors.mm(basis.t()).DetachFromDisposeScope();
        }
    }

    public ScoringRule Solve(SolvedClassifierOptions settings)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var weight = ((SaeOptions)settings).EncodingWeight!.Value;
        // [R, D]
        var solution = _right.Times(1 + weight) / _descriptorValues.unsqueeze(1).Plus(_featureValues.Times(weight));
        var prototypes = _projected.mm(solution).mm(_featureVectors.t()); // [C, D]
        var units = nn.functional.normalize(prototypes, dim: 1).to(ScalarType.Float32);
        return new ScoringRule(ClassifierForm.Prototype, units.MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        foreach (var tensor in new[] { _featureValues, _featureVectors, _descriptorValues, _right, _projected })
            tensor.Dispose();
    }
}
