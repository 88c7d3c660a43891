using Unseen.Data;
using Unseen.Descriptions;

namespace Unseen.Runs.Annotation;

/// <summary>Measures how well classes can be recognised by an attribute table that is still being filled in. The
/// photographs are processed once. Safe to use from several threads.</summary>
public sealed class DescriptionGauge
{
    private readonly GzslDataset _dataset;
    private readonly DescriptionDoctor _doctor;

    /// <summary>Processes the photographs.</summary>
    /// <param name="dataset">features, labels and split; it must have the classes of the attribute table, in the same
    /// order</param>
    /// <param name="options">how thoroughly to examine; null (default) for <see cref="DoctorOptions.Quick"/></param>
    public DescriptionGauge(GzslDataset dataset, DoctorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        _dataset = dataset;
        _doctor = new DescriptionDoctor(dataset, options ?? DoctorOptions.Quick);
    }

    /// <summary>
    /// Examines the values with <see cref="DescriptionDoctor"/>. An empty cell counts as the mean of its column.
    /// Classes and attributes without any value are left out.
    /// </summary>
    /// <param name="values">[C][A] values, null for an empty cell</param>
    /// <param name="attributes">[A] names</param>
    /// <param name="cancellation">stops the examination</param>
    /// <returns>the report, or null if all cells are empty</returns>
    /// <exception cref="ArgumentException"><paramref name="values"/> does not have one row per class of the
    /// dataset.</exception>
    /// <exception cref="OperationCanceledException">The examination was cancelled.</exception>
    public DescriptionReport? Measure(
        double?[][] values, IReadOnlyList<string> attributes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(attributes);
        int[] filled = [.. Enumerable.Range(0, attributes.Count).Where(a => values.Any(row => row[a] is not null))];
        if (filled.Length == 0)
            return null;
        var descriptors = new FeatureMatrix(new float[values.Length * filled.Length], values.Length, filled.Length);
        foreach (var (column, a) in filled.Index())
        {
            var mean = values.Select(row => row[a]).Average();
            for (var c = 0; c < values.Length; c++)
                descriptors.WritableRow(c)[column] = values[c].All(value => value is null) ? float.NaN
                    : (float)(values[c][a] ?? mean)!.Value;
        }

        return _doctor.Examine(descriptors, [.. filled.Select(a => attributes[a])], cancellation);
    }
}
