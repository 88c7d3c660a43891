namespace Unseen.Inference.Tests;

public class FeatureScalingTests
{
    [Fact]
    public void Apply_MinMaxInPlace_ShiftsAndDivides()
    {
        float[] x = [1, 5, 7];
        FeatureScaling.MinMax([1, 3, 7], [2, 4, 1]).Apply(x, x);
        Assert.Equal([0, 0.5f, 0], x);
    }

    [Fact]
    public void Apply_L2_DividesByTheNormAndKeepsZero()
    {
        float[] x = [3, 4], zero = [0, 0];
        FeatureScaling.L2.Apply(x, x);
        FeatureScaling.L2.Apply(zero, zero);
        Assert.Equal([0.6f, 0.8f], x);
        Assert.Equal([0, 0], zero);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void MinMax_InvalidSpan_ThrowsWithTheColumn(float span) =>
        Assert.Contains("in column 1", Assert.Throws<ArgumentException>(
            () => FeatureScaling.MinMax([0, 0], [1, span])).Message);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void MinMax_MinimumNotFinite_ThrowsWithTheColumn(float minimum) =>
        Assert.Contains(
            $"minimum must be finite in every column, but was {minimum} in column 1.",
            Assert.Throws<ArgumentException>(() => FeatureScaling.MinMax([0, minimum], [1, 1])).Message);

    [Fact]
    public void Apply_L2BeyondFloat32_IsNaNAndNot0()
    {
        float[] x = [3e38f, 3e38f];
        FeatureScaling.L2.Apply(x, x);
        Assert.All(x, value => Assert.Equal(float.NaN, value));
    }

    [Theory]
    [InlineData(1e-19f)]
    [InlineData(1e-22f)] // the squares are subnormal
    [InlineData(1e-37f)] // the squares are 0
    public void Apply_L2OfTinyNumbers_HasUnitLength(float unit)
    {
        float[] x = [3 * unit, -4 * unit];
        FeatureScaling.L2.Apply(x, x);
        Assert.Equal(0.6, x[0], 1e-6);
        Assert.Equal(-0.8, x[1], 1e-6);
    }

    [Fact]
    public void MinMax_DifferentLengths_Throws() =>
        Assert.Contains("of length 2", Assert.Throws<ArgumentException>(
            () => FeatureScaling.MinMax([0, 0], [1])).Message);
}
