using Unseen.Data.Inspection;

namespace Unseen.Data.Tests.Inspection;

public sealed class DatasetInspectorTests
{
    [Fact]
    public void Inspect_SoundDataset_StatesFactsAndFindsNothing()
    {
        var report = DatasetInspector.Inspect(SmallDataset.Create());

        Assert.Empty(report.Findings);
        Assert.False(report.HasErrors);
        Assert.Equal((60, 4, 2), (report.Images, report.SeenClasses, report.UnseenClasses));
        Assert.Equal((3, 2), (report.FeatureWidth, report.DescriptorWidth));
        Assert.Equal((32, 8, 20), (report.TrainVal, report.TestSeen, report.TestUnseen));
        Assert.Equal((10, 10, 10), report.ImagesPerClass);
        Assert.Equal((1f, MathF.Sqrt(10)), report.DescriptorNorm);
    }

    public static TheoryData<string, FindingSeverity, GzslDataset> Faults() => new()
    {
        { "label-count", FindingSeverity.Error,
            SmallDataset.Create() with { Labels = [.. SmallDataset.Create().Labels, 0] } },
        { "descriptor-count", FindingSeverity.Error, SmallDataset.Create() with { ClassNames = ["ant"] } },
        { "trainval-empty", FindingSeverity.Error, SmallDataset.WithSplit(split => split with { TrainVal = [] }) },
        { "label-range", FindingSeverity.Error, Relabelled(6) },
        { "label-range", FindingSeverity.Error, Relabelled(-1) },
        { "sample-range", FindingSeverity.Error,
            SmallDataset.WithSplit(split => split with { TestSeen = [.. split.TestSeen, 60] }) },
        { "sample-range", FindingSeverity.Error,
            SmallDataset.WithSplit(split => split with { TrainVal = [.. split.TrainVal, -1] }) },
        { "duplicate-index", FindingSeverity.Error,
            SmallDataset.WithSplit(split => split with { TestUnseen = [.. split.TestUnseen, 40] }) },
        { "train-test-overlap", FindingSeverity.Error,
            SmallDataset.WithSplit(split => split with { TrainVal = [.. split.TrainVal, 0] }) },
        { "unseen-class-trained", FindingSeverity.Error,
            SmallDataset.WithSplit(split => split with { TestUnseen = [.. split.TestUnseen, 0] }) },
        { "seen-class-untrained", FindingSeverity.Error,
            SmallDataset.WithSplit(split => split with { TestSeen = [.. split.TestSeen, 40] }) },
        { "validation-overlaps-test", FindingSeverity.Warning,
            SmallDataset.WithSplit(split => split with { Train = [0, 1], Val = [10] }) },
        { "class-without-test", FindingSeverity.Warning,
            SmallDataset.WithSplit(split => split with { TestUnseen = [40] }) },
        { "no-unseen-test", FindingSeverity.Warning,
            SmallDataset.WithSplit(split => split with { TestUnseen = [] }) },
        { "no-seen-test", FindingSeverity.Warning, SmallDataset.WithSplit(split => split with { TestSeen = [] }) },
        { "duplicate-class", FindingSeverity.Error, Renamed(SmallDataset.Create().ClassNames[3] + " ") },
        { "class-name", FindingSeverity.Error, Renamed("\u200B") },
        { "class-name", FindingSeverity.Error, Renamed(" ") },
        { "class-name", FindingSeverity.Error, Renamed("okapi\nzebra") },
        { "class-name-case", FindingSeverity.Warning,
            Renamed(SmallDataset.Create().ClassNames[3].ToUpperInvariant()) },
        { "unbalanced", FindingSeverity.Warning, Unbalanced(21) },
        { "descriptor-not-finite", FindingSeverity.Error, WithDescriptor(float.NaN, 1) },
        { "descriptor-not-finite", FindingSeverity.Error, WithDescriptor(float.PositiveInfinity, 1) },
        { "descriptor-zero", FindingSeverity.Error, WithDescriptor(0, 0) },
        { "descriptor-identical", FindingSeverity.Error, WithDescriptor(0, 1) },
        { "feature-not-finite", FindingSeverity.Error,
            WithFeatures(features => features.WritableRow(59)[2] = float.NaN) },
        { "constant-column", FindingSeverity.Warning, WithFeatures(features => SetColumn(features, 1, 7)) },
        { "copied-features", FindingSeverity.Warning,
            WithFeatures(features => features.Row(1).CopyTo(features.WritableRow(0))) },
        { "label-column", FindingSeverity.Warning,
            WithFeatures(features => SetClassValues(features, label => -label)) },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Inspect_OneFault_ReportsItsCodeAndSeverity(string code, FindingSeverity severity, GzslDataset dataset)
    {
        var finding = Assert.Single(DatasetInspector.Inspect(dataset).Findings, finding => finding.Code == code);

        Assert.Equal(severity, finding.Severity);
        Assert.EndsWith(".", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ClassWithTwentyTimesAsManySamplesAsAnother_IsNotReportedAsUnbalanced()
        => Assert.DoesNotContain(DatasetInspector.Inspect(Unbalanced(20)).Findings, finding =>
            finding.Code == "unbalanced");

    [Fact]
    public void Inspect_ValidationWithinTrainVal_FindsNothing()
        => Assert.Empty(DatasetInspector.Inspect(
            SmallDataset.WithSplit(split => split with { Train = [1, 2], Val = [11] })).Findings);

    [Fact]
    public void Inspect_ColumnWithOneValueForEachClass_IsNamedAsTheLabel()
        => Assert.Equal("Feature column 2 (counted from 1) has a single value for each class, and a different one for "
            + "every class: it is probably the label. Remove it from the features.",
            Assert.Single(DatasetInspector.Inspect(
                WithFeatures(features => SetClassValues(features, label => label / 6f))).Findings).Message);

    [Fact]
    public void Inspect_ColumnWithTheSameValueForTwoClasses_FindsNothing()
        => Assert.Empty(DatasetInspector.Inspect(
            WithFeatures(features => SetClassValues(features, label => Math.Max(label, 1)))).Findings);

    [Fact]
    public void Inspect_ColumnWithAnotherValueForOneImage_FindsNothing()
        => Assert.Empty(DatasetInspector.Inspect(WithFeatures(features =>
        {
            SetClassValues(features, label => label);
            features.WritableRow(59)[1] = 0;
        })).Findings);

    private static GzslDataset Renamed(string name)
    {
        var dataset = SmallDataset.Create();
        return dataset with { ClassNames = [name, .. dataset.ClassNames[1..]] };
    }

    private static GzslDataset Relabelled(int label)
    {
        var dataset = SmallDataset.Create();
        dataset.Labels[59] = label;
        return dataset;
    }

    private static GzslDataset Unbalanced(int most)
    {
        var dataset = SmallDataset.Create();
        Array.Fill(dataset.Labels, 0, 0, most);
        Array.Fill(dataset.Labels, 1, most, 1);
        return dataset with
        {
            Split = new()
            {
                TrainVal = [.. Enumerable.Range(0, most + 1)],
                TestSeen = [],
                TestUnseen = []
            }
        };
    }

    private static GzslDataset WithDescriptor(float first, float second)
    {
        var dataset = SmallDataset.Create();
        (dataset.Descriptors.WritableRow(0)[0], dataset.Descriptors.WritableRow(0)[1]) = (first, second);
        return dataset;
    }

    private static GzslDataset WithFeatures(Action<FeatureMatrix> change)
    {
        var dataset = SmallDataset.Create();
        change(dataset.Features);
        return dataset;
    }

    /// <summary>Sets column 1 to a value that depends on the class alone.</summary>
    private static void SetClassValues(FeatureMatrix features, Func<int, float> value)
    {
        for (var row = 0; row < features.Rows; row++)
            features.WritableRow(row)[1] = value(row / 10);
    }

    private static void SetColumn(FeatureMatrix features, int column, float value)
    {
        for (var row = 0; row < features.Rows; row++)
            features.WritableRow(row)[column] = value;
    }
}
