using Unseen.Runs.Demo;

namespace Unseen.Cli.Tests.Demo;

public sealed class DigitShapeTests
{
    /// <summary>The well-known codes of seven-segment displays: bit 0 is segment a, and bit 6 is segment g.</summary>
    private static readonly int[] _codes = [0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F];

    [Fact]
    public void Segments_AllDigits_AreThoseOfASevenSegmentDisplay() =>
        Assert.Equal(_codes, DigitShape.All.Select(shape => shape.Segments.Sum(segment => 1 << (segment - 'a'))));

    [Fact]
    public void Loops_AllDigits_HaveTheExpectedNumberAndPosition()
    {
        Assert.Equal([1, 0, 0, 0, 0, 0, 1, 0, 2, 1], DigitShape.All.Select(shape => shape.Loops));
        Assert.Equal([8, 9], DigitShape.All.Index().Where(pair => pair.Item.LoopAtTop).Select(pair => pair.Index));
        Assert.Equal([6, 8], DigitShape.All.Index().Where(pair => pair.Item.LoopAtBottom).Select(pair => pair.Index));
    }

    [Fact]
    public void ToDescriptor_AllDigits_AreOfLengthOneAndDiffer()
    {
        var descriptors = DigitShape.All.Select(shape => shape.ToDescriptor()).ToArray();

        Assert.All(descriptors, descriptor => Assert.Equal(1, descriptor.Sum(value => value * value), 5));
        Assert.Equal(DigitShape.All.Count, descriptors.Select(descriptor => string.Join(' ', descriptor)).Distinct()
            .Count());
    }
}
