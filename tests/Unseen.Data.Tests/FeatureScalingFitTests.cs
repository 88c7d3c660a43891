using Unseen.Inference;

namespace Unseen.Data.Tests;

public sealed class FeatureScalingFitTests
{
    private static readonly FeatureMatrix _features = new([1, 5, 3, 5, 2, 9, -7, 5], 4, 2);

    [Fact]
    public void Fit_MinMax_UsesOnlyTheGivenRows()
    {
        var scaling = FeatureScalingFit.Fit(FeatureScalingKind.MinMax, _features, [0, 1]);

        Assert.Equal([1, 5], scaling.Minimum);
        Assert.Equal([2, 1], scaling.Span); // the second column is constant on these rows
    }

    [Theory]
    [InlineData(FeatureScalingKind.None)]
    [InlineData(FeatureScalingKind.L2)]
    public void Fit_KindWithoutRanges_HasNoRanges(FeatureScalingKind kind)
    {
        var scaling = FeatureScalingFit.Fit(kind, _features, []);

        Assert.Equal(kind, scaling.Kind);
        Assert.Empty(scaling.Minimum);
    }

    [Fact]
    public void Fit_MinMaxWithoutRows_IsRefused()
        => Assert.Throws<ArgumentException>(() => FeatureScalingFit.Fit(FeatureScalingKind.MinMax, _features, []));

    [Fact]
    public void Fit_NaN_IsRefused()
        => Assert.Throws<ArgumentException>(
            () => FeatureScalingFit.Fit(FeatureScalingKind.MinMax, new FeatureMatrix([1, float.NaN], 2, 1), [0, 1]));

    [Fact]
    public void Apply_SelectedRows_ScalesThemInOrderAndLeavesTheSource()
    {
        var scaling = FeatureScalingFit.Fit(FeatureScalingKind.MinMax, _features, [0, 1]);

        var scaled = FeatureScalingFit.Apply(scaling, _features, [3, 0, 3]);

        Assert.Equal((3, 2), (scaled.Rows, scaled.Columns));
        Assert.Equal([-4, 0, 0, 0, -4, 0], scaled.Values);
        Assert.Equal(-7, _features.Row(3)[0]);
    }
}
