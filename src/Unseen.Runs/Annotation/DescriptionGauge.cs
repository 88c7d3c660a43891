using Unseen.Data;
using Unseen.Descriptions;

namespace Unseen.Runs.Annotation;

/// <summary>Measures how well classes can be recognised from an attribute table that is still being filled. What the
/// photographs contribute is prepared once. Safe to use from several threads.</summary>
public sealed class DescriptionGauge
{
    private readonly GzslDataset _dataset;
    private readonly DescriptionDoctor _doctor;

    /// <summary>Prepares the photographs.</summary>
    /// <param name="dataset">features, labels and split; its classes are those of the tables, in their order</param>
    /// <param name="options">how thoroughly; null (default) for what takes less than a second</param>
    public DescriptionGauge(GzslDataset dataset, DoctorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        _dataset = dataset;
        _doctor = new DescriptionDoctor(dataset, options ?? DoctorOptions.Quick);
    }

    /// <summary>
    /// Examines values as the doctor does. An empty cell counts as the mean of its column, a class without values is
    /// left out, and so is an attribute without values.
    /// </summary>
    /// <param name="values">[C][A] values, null for an empty cell</param>
    /// <param name="attributes">[A] names</param>
    /// <param name="cancellation">stops</param>
    /// <returns>null if no cell is filled</returns>
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
