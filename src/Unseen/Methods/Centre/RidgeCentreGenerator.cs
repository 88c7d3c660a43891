using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Centre;

/// <summary>
/// The centre generator in closed form: kernel ridge regression from descriptor to class centre. Every pseudo-feature
/// of an unseen class is the predicted centre. Negative predictions are set to 0 if no seen centre has a negative
/// value. No random numbers are used.
/// </summary>
/// <remarks>
/// Let A [S, A] be the descriptors of the seen classes, M [S, D] their centres, and K = A Aᵀ the linear kernel. The
/// centre that is predicted from a descriptor a is (A a)ᵀ (K + λI)⁻¹ M. Leaving out a class s needs no refit: the
/// residual of its centre is [(K + λI)⁻¹ M]_s / [(K + λI)⁻¹]_ss. The equations are solved in float64.
/// </remarks>
public sealed class RidgeCentreGenerator : IFeatureGenerator
{
    private static readonly double[] _lambdas = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

    private readonly Tensor _map; // [A, D]
    private readonly double _minValue;

    /// <summary>Fits the map.</summary>
    /// <param name="problem">the seen training samples and the descriptors; used only by the constructor</param>
    /// <param name="lambda">
    /// the ridge penalty λ, finite and greater than 0, which is added to the diagonal of the kernel. Null (default)
    /// chooses one of 1e-5, 1e-4 ... 10: the value with the largest mean cosine between the true centre of a class and
    /// the centre that is predicted without this class
    /// </param>
    /// <exception cref="ArgumentException">λ is not finite and greater than 0.</exception>
    public RidgeCentreGenerator(GzslProblem problem, double? lambda = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (lambda is { } given)
            Require.Positive(given, nameof(lambda));
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var centres = SeenCentres.Compute(problem);
        var seen = tensor(problem.SeenClasses, dtype: ScalarType.Int64, device: centres.device);
        centres = centres.index_select(0, seen).to(ScalarType.Float64); // [S, D]
        var descriptors = problem.Descriptors.index_select(0, seen).to(ScalarType.Float64); // [S, A]
        var kernel = descriptors.mm(descriptors.t()); // [S, S]
        _minValue = SeenCentres.MinValue(centres);

        Lambda = lambda ?? _lambdas.MaxBy(candidate => LeaveOneOutCosine(kernel, centres, candidate));
        var dual = linalg.solve(Regularised(kernel, Lambda), centres); // [S, D]
        _map = descriptors.t().mm(dual).to(ScalarType.Float32).DetachFromDisposeScope();
    }

    /// <summary>The ridge penalty λ that was given or chosen.</summary>
    public double Lambda { get; }

    /// <inheritdoc/>
    public OptionValues ChosenOptions => new([KeyValuePair.Create("lambda", Lambda)]);

    /// <inheritdoc/>
    public int Epochs => 0;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always: the closed form is fitted by the constructor.</exception>
    public double TrainEpoch(CancellationToken cancellation) =>
        throw new InvalidOperationException(
            "The ridge centre must not be trained by epochs: its closed form is fitted by the constructor.");

    /// <inheritdoc/>
    public Tensor Generate(Tensor descriptors, Generator random)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        using var inference = no_grad();
        return descriptors.mm(_map).AtLeastInPlace(_minValue); // [M, D]
    }

    /// <inheritdoc/>
    public void Dispose() => _map.Dispose();

    /// <summary>
    /// Computes the mean cosine between the true centre of each class and the centre predicted from all other classes.
    /// </summary>
    internal static double LeaveOneOutCosine(Tensor kernel, Tensor centres, double lambda)
    {
        using var scope = NewDisposeScope();
        var inverse = linalg.inv(Regularised(kernel, lambda));
        var residuals = inverse.mm(centres) / inverse.diagonal().unsqueeze(1); // [S, D]
        var predicted = (centres - residuals).AtLeastInPlace(SeenCentres.MinValue(centres));
        return nn.functional.cosine_similarity(predicted, centres, dim: 1).mean().item<double>();
    }

    private static Tensor Regularised(Tensor kernel, double lambda) =>
        kernel.Plus(eye(kernel.shape[0], dtype: kernel.dtype, device: kernel.device).Times(lambda));
}
