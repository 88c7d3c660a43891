using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace Unseen.Data.Inspection;

/// <summary>Statistics of the features for the checks, gathered in one pass over all rows, on all cores.</summary>
internal sealed class FeatureSurvey
{
    private readonly Lock _lock = new();
    private readonly FeatureMatrix _features;
    private readonly bool[] _isTraining;

    /// <summary>Gathers the statistics.</summary>
    /// <param name="features">[N, D]</param>
    /// <param name="trainVal">the samples that <see cref="Minimum"/> and <see cref="Maximum"/> cover</param>
    public FeatureSurvey(FeatureMatrix features, int[] trainVal)
    {
        _features = features;
        _isTraining = new bool[features.Rows];
        foreach (var row in trainVal)
            _isTraining[row] = true;
        Hashes = new ulong[features.Rows];
        Minimum = Filled(float.PositiveInfinity);
        Maximum = Filled(float.NegativeInfinity);
        if (features.Rows > 0)
            Parallel.ForEach(Partitioner.Create(0, features.Rows), range => Add(range.Item1, range.Item2));
    }

    /// <summary>Number of rows with a value that is NaN or infinite.</summary>
    public int NotFinite { get; private set; }

    /// <summary>Smallest value of every column on the samples of trainval; [D].</summary>
    public float[] Minimum { get; }

    /// <summary>Largest value of every column on the samples of trainval; [D].</summary>
    public float[] Maximum { get; }

    /// <summary>A hash of every row; [N].</summary>
    public ulong[] Hashes { get; }

    private void Add(int first, int end)
    {
        var (minimum, maximum, notFinite) = (Filled(float.PositiveInfinity), Filled(float.NegativeInfinity), 0);
        for (var i = first; i < end; i++)
        {
            var row = _features.Row(i);
            Hashes[i] = RowSet.Hash(row);
            if (!TensorPrimitives.IsFiniteAll(row))
                notFinite++;
            if (!_isTraining[i])
                continue;
            TensorPrimitives.Min(minimum, row, minimum);
            TensorPrimitives.Max(maximum, row, maximum);
        }

        lock (_lock)
        {
            NotFinite += notFinite;
            TensorPrimitives.Min(Minimum, minimum, Minimum);
            TensorPrimitives.Max(Maximum, maximum, Maximum);
        }
    }

    private float[] Filled(float value)
    {
        var values = new float[_features.Columns];
        Array.Fill(values, value);
        return values;
    }
}
