using System.Numerics.Tensors;

namespace Unseen.Descriptions;

/// <summary>Solves (K + λI) x = b for a symmetric positive semidefinite K and λ &gt; 0, in float64.</summary>
internal sealed class SymmetricSolver
{
    private readonly double[][] _lower; // Cholesky factor, row i of length i + 1

    /// <summary>Factors the matrix.</summary>
    /// <param name="kernel">[S, S]; only rows and columns in <paramref name="rows"/> are used</param>
    /// <param name="rows">the rows and columns of the kernel that form K</param>
    /// <param name="lambda">λ, greater than 0</param>
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
