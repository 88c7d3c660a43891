using Unseen.Data;
using Unseen.Descriptions;
using Unseen.Runs.Annotation;

namespace Unseen.Runs.Tests.Annotation;

public sealed class DescriptionGaugeTests
{
    private const int Classes = 14;
    private static readonly string[] _attributes = ["a", "b", "c", "d", "empty"];

    private readonly double?[][] _values = Values();

    [Fact]
    public void Measure_FullTable_EqualsTheReportOfTheDoctor()
    {
        var dataset = Dataset();
        var values = _values.Select(row => row[..4]).ToArray();

        var report = Measure(dataset, values, _attributes[..4]);

        var expected = DescriptionDoctor.Examine(dataset, DoctorOptions.Quick,
            TestContext.Current.CancellationToken);
        Assert.NotNull(expected.T1);
        Assert.Equal(expected.T1, report!.T1);
        Assert.Equal(expected.Verdict, report.Verdict);
        Assert.Equal(expected.Attributes.Count, report.Attributes.Count);
    }

    [Fact]
    public void Measure_EmptyCells_CountAsTheMeanOfTheirColumn()
    {
        var dataset = Dataset();
        _values[3][1] = null;
        _values[5][1] = null;

        var report = Measure(dataset, _values, _attributes);

        double sum = 0;
        for (var c = 0; c < Classes; c++)
            sum += c is 3 or 5 ? 0 : _values[c][1]!.Value;
        var filled = _values.Select(row => row[..4]).ToArray();
        filled[3][1] = filled[5][1] = sum / (Classes - 2);
        var expected = Measure(dataset, filled, _attributes[..4])!.T1;
        Assert.NotNull(expected);
        Assert.Equal(expected, report!.T1);
        Assert.Equal(["a", "b", "c", "d"], report.Attributes.Select(one => one.Name).Order());
    }

    [Fact]
    public void Measure_ClassWithoutValues_IsNotInTheReport()
    {
        _values[2] = new double?[5];

        var report = Measure(Dataset(), _values, _attributes);

        Assert.Equal(11, report!.SeenClasses);
        Assert.DoesNotContain(report.Classes, one => one.Label == 2);
    }

    [Fact]
    public void Measure_EmptyTable_ReturnsNull() => Assert.Null(
        Measure(Dataset(), [.. _values.Select(_ => new double?[5])], _attributes));

    private static DescriptionReport? Measure(GzslDataset dataset, double?[][] values, string[] attributes) =>
        new DescriptionGauge(dataset).Measure(values, attributes, TestContext.Current.CancellationToken);

    private static double?[][] Values()
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, Classes).Select(_ =>
            (double?[])[.. Enumerable.Range(0, 4).Select(_ => (double?)MathF.Round(random.NextSingle(), 2)), null])];
    }

    /// <summary>Creates a dataset of six images per class. The features of an image are the values of its class, twice,
    /// plus noise. The last two classes are unseen.</summary>
    private GzslDataset Dataset()
    {
        var random = new Random(4);
        var (features, descriptors) = (new FeatureMatrix(new float[Classes * 6 * 8], Classes * 6, 8),
            new FeatureMatrix(new float[Classes * 4], Classes, 4));
        for (var c = 0; c < Classes; c++)
            for (var a = 0; a < 4; a++)
                descriptors.WritableRow(c)[a] = (float)(_values[c][a] ?? 0);
        for (var row = 0; row < Classes * 6; row++)
            for (var d = 0; d < 8; d++)
                features.WritableRow(row)[d] = descriptors.Row(row / 6)[d % 4] + (0.3f * random.NextSingle());
        return new GzslDataset
        {
            Name = "values",
            Features = features,
            Labels = [.. Enumerable.Range(0, Classes * 6).Select(row => row / 6)],
            ClassNames = [.. Enumerable.Range(0, Classes).Select(c => $"class{c}")],
            Descriptors = descriptors,
            AttributeNames = _attributes[..4],
            Split = new GzslSplit
            {
                TrainVal = [.. Enumerable.Range(0, (Classes - 2) * 6).Where(row => row % 6 > 0)],
                TestSeen = [.. Enumerable.Range(0, Classes - 2).Select(c => c * 6)],
                TestUnseen = [.. Enumerable.Range((Classes - 2) * 6, 12)],
            },
        };
    }
}
