using System.Numerics.Tensors;
using Unseen.Data;

namespace Unseen.Evaluation;

/// <summary>
/// Exact t-SNE: embeds points in the plane so that neighbours stay neighbours. On one machine, the same points
/// and options give bit-identical positions with any number of threads. Stateless and thread-safe.
/// </summary>
/// <remarks>
/// van der Maaten &amp; Hinton, "Visualizing Data using t-SNE", JMLR 2008, algorithm 1 with the early exaggeration of
/// section 3.4 and the gains of the authors' program. The exaggeration is 12 for 250 steps and the learning rate is
/// n / 12, as in Belkina et al., Nature Communications 2019, but at least 50. Time and memory are quadratic in the
/// number of points.
/// </remarks>
public static class TSne
{
    /// <summary>The maximum number of points.</summary>
    public const int MaxPoints = 5000;

    private const int ExaggeratedSteps = 250;
    private const double Exaggeration = 12;
    private const double Tolerance = 1e-5; // tolerance of a row's entropy

    /// <summary>Embeds points in the plane.</summary>
    /// <param name="points">[n, D] with n from 2 to <see cref="MaxPoints"/>, every value finite</param>
    /// <param name="options">perplexity, steps and seed; null for the defaults</param>
    /// <param name="cancellation">stops the embedding between two steps</param>
    /// <returns>[n] positions with their mean at the origin</returns>
    /// <exception cref="ArgumentException">There are fewer than 2 or more than <see cref="MaxPoints"/> points, a value
    /// is not finite, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The embedding was cancelled.</exception>
    public static (double X, double Y)[] Embed(
        FeatureMatrix points, TSneOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        options ??= new TSneOptions();
        var count = points.Rows;
        Require.That(count is >= 2 and <= MaxPoints, nameof(points), $"from 2 to {MaxPoints}", count);
        Require.That(options.Perplexity > 1 && options.Perplexity < count, "perplexity",
            $"greater than 1 and below {count}, the number of points", options.Perplexity);
        Require.That(options.Steps >= 1, "steps", "at least 1", options.Steps);
        for (var i = 0; i < count; i++)
            Require.That(TensorPrimitives.IsFiniteAll(points.Row(i)), nameof(points), "finite everywhere",
                $"not in point {i}");

        var affinities = Affinities(points, options.Perplexity);
        var random = new Random(options.Seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble());
        var places = new double[2 * count];
        for (var i = 0; i < places.Length; i++)
            places[i] = 1e-4 * Normal();
        Descend(affinities, places, options.Steps, cancellation);
        return [.. Enumerable.Range(0, count).Select(i => (places[2 * i], places[(2 * i) + 1]))];
    }

    /// <summary>Computes the joint probabilities p_ij = (p_j|i + p_i|j) / 2n, with p_j|i of equation 1 of the article;
    /// [n * n], with zeros on the diagonal and sum 1.</summary>
    internal static float[] Affinities(FeatureMatrix points, double perplexity)
    {
        var count = points.Rows;
        var conditional = new float[(long)count * count];
        Parallel.For(0, count, i =>
        {
            var distances = new double[count];
            for (var j = 0; j < count; j++)
            {
                var distance = TensorPrimitives.Distance(points.Row(i), points.Row(j));
                distances[j] = (double)distance * distance;
            }

            ConditionalRow(distances, i, perplexity, conditional.AsSpan(i * count, count));
        });
        var joint = new float[conditional.Length];
        Parallel.For(0, count, i =>
        {
            for (var j = 0; j < count; j++)
                joint[((long)i * count) + j] =
                    (conditional[((long)i * count) + j] + conditional[((long)j * count) + i]) / (2f * count);
        });
        return joint;
    }

    /// <summary>Computes p_j|i for the point i = <paramref name="itself"/>. Bisection finds the precision for which the
    /// entropy is the logarithm of the perplexity.</summary>
    internal static void ConditionalRow(
        ReadOnlySpan<double> squaredDistances, int itself, double perplexity, Span<float> row)
    {
        double low = 0, high = double.PositiveInfinity, precision = 1;
        var nearest = double.PositiveInfinity;
        for (var j = 0; j < squaredDistances.Length; j++)
            nearest = j == itself ? nearest : Math.Min(nearest, squaredDistances[j]);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            double sum = 0, weighted = 0;
            for (var j = 0; j < squaredDistances.Length; j++)
            {
                var excess = squaredDistances[j] - nearest;
                var value = j == itself ? 0 : Math.Exp(-precision * excess);
                (sum, weighted) = (sum + value, weighted + (value * excess));
                row[j] = (float)value;
            }

            TensorPrimitives.Divide(row, (float)sum, row);
            var surplus = Math.Log(sum) + (precision * weighted / sum) - Math.Log(perplexity);
            if (Math.Abs(surplus) < Tolerance)
                return;
            if (surplus > 0)
                (low, precision) = (precision, double.IsPositiveInfinity(high) ? precision * 2
                    : (precision + high) / 2);
            else
                (high, precision) = (precision, (precision + low) / 2);
        }
    }

    /// <summary>Computes the gradient of the Kullback-Leibler divergence, equation 5 of the article.</summary>
    /// <param name="affinities">[n * n]</param>
    /// <param name="places">[n * 2]</param>
    /// <param name="exaggeration">factor of the affinities</param>
    /// <param name="gradient">[n * 2], receives the gradient</param>
    internal static void Gradient(float[] affinities, double[] places, double exaggeration, double[] gradient)
    {
        var count = places.Length / 2;
        var sums = new double[count];
        var repulsions = new double[places.Length];
        Parallel.For(0, count, i =>
        {
            var (x, y) = (places[2 * i], places[(2 * i) + 1]);
            var row = affinities.AsSpan(i * count, count);
            double sum = 0, pullX = 0, pullY = 0, pushX = 0, pushY = 0;
            for (var j = 0; j < row.Length; j++)
            {
                var (dx, dy) = (x - places[2 * j], y - places[(2 * j) + 1]);
                var near = j == i ? 0 : 1 / (1 + (dx * dx) + (dy * dy));
                var pull = row[j] * near;
                var push = near * near;
                sum += near;
                (pullX, pullY) = (pullX + (pull * dx), pullY + (pull * dy));
                (pushX, pushY) = (pushX + (push * dx), pushY + (push * dy));
            }

            sums[i] = sum;
            (gradient[2 * i], gradient[(2 * i) + 1]) = (4 * exaggeration * pullX, 4 * exaggeration * pullY);
            (repulsions[2 * i], repulsions[(2 * i) + 1]) = (4 * pushX, 4 * pushY);
        });
        var total = sums.Sum(); // summed in a fixed order, so the result does not depend on the threads
        for (var i = 0; i < gradient.Length; i++)
            gradient[i] -= repulsions[i] / total;
    }

    private static void Descend(float[] affinities, double[] places, int steps, CancellationToken cancellation)
    {
        var (gradient, velocity, gains) =
            (new double[places.Length], new double[places.Length], new double[places.Length]);
        Array.Fill(gains, 1);
        var rate = Math.Max(50, places.Length / 2 / Exaggeration);
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var isEarly = step < ExaggeratedSteps;
            Gradient(affinities, places, isEarly ? Exaggeration : 1, gradient);
            for (var i = 0; i < places.Length; i++)
            {
                gains[i] = gradient[i] > 0 == velocity[i] > 0 ? Math.Max(0.01, gains[i] * 0.8) : gains[i] + 0.2;
                velocity[i] = ((isEarly ? 0.5 : 0.8) * velocity[i]) - (rate * gains[i] * gradient[i]);
                places[i] += velocity[i];
            }

            Centre(places);
        }
    }

    private static void Centre(double[] places)
    {
        double x = 0, y = 0;
        for (var i = 0; i < places.Length; i += 2)
            (x, y) = (x + places[i], y + places[i + 1]);
        (x, y) = (x / (places.Length / 2), y / (places.Length / 2));
        for (var i = 0; i < places.Length; i += 2)
            (places[i], places[i + 1]) = (places[i] - x, places[i + 1] - y);
    }
}
