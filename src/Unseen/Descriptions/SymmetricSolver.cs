using System.Numerics.Tensors;

namespace Unseen.Descriptions;

/// <summary>Solves (K + λI) x = b for a symmetric K for which K + λI is positive definite, in float64.</summary>
internal sealed class SymmetricSolver
{
    private readonly double[][] _lower; // Cholesky factor, row i of length i + 1

    /// <summary>Factors the matrix.</summary>
    /// <param name="kernel">[S, S]; only rows and columns in <paramref name="rows"/> are used</param>
    /// <param name="rows">the rows and columns of the kernel that form K</param>
    /// <param name="lambda">λ, at least 0</param>
    public SymmetricSolver(double[][] kernel, int[] rows, double lambda)
    {
        _lower = new double[rows.Length][];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = _lower[i] = new double[i + 1];
            for (var j = 0; j <= i; j++)
            {
                var rest = kernel[rows[i]][rows[j]] - TensorPrimitives.Dot<double>(row.AsSpan(0, j),
                    _lower[j].AsSpan(0, j));
                // on the diagonal, rest is never negative, except by rounding
                row[j] = i == j ? Math.Sqrt(Math.Max(rest + lambda, lambda)) : rest / _lower[j][j];
            }
        }
    }

    /// <summary>Computes (K + λI)⁻¹; [S, S].</summary>
    /// <param name="kernel">[S, S] K</param>
    /// <param name="lambda">λ, at least 0</param>
    public static double[][] Invert(double[][] kernel, double lambda)
    {
        var solver = new SymmetricSolver(kernel, [.. Enumerable.Range(0, kernel.Length)], lambda);
        var inverse = new double[kernel.Length][];
        Parallel.For(0, kernel.Length, s =>
        {
            inverse[s] = new double[kernel.Length];
            inverse[s][s] = 1;
            solver.Solve(inverse[s]);
        });
        return inverse;
    }

    /// <summary>Solves for one right-hand side, in place.</summary>
    /// <param name="values">[rows] b, replaced by x</param>
    public void Solve(Span<double> values)
    {
        for (var i = 0; i < _lower.Length; i++)
            values[i] = (values[i] - TensorPrimitives.Dot<double>(_lower[i].AsSpan(0, i), values[..i])) / _lower[i][i];
        for (var i = _lower.Length - 1; i >= 0; i--)
        {
            values[i] /= _lower[i][i];
            TensorPrimitives.MultiplyAdd(_lower[i].AsSpan(0, i), -values[i], values[..i], values[..i]);
        }
    }
}
