using Unseen.Data;
using Unseen.Runs.Demo;

namespace Unseen.Cli.Tests.Demo;

public sealed class DigitPainterTests
{
    [Fact]
    public void Paint_TwoDigits_ArePaintedSideBySide()
    {
        var pixels = new FeatureMatrix(new float[128], 2, 64);
        pixels.WritableRow(0)[0] = 1;
        pixels.WritableRow(1)[1] = 0.5f;

        var lines = DigitPainter.Paint(pixels, [(0, "3: right"), (1, "6: taken for 0")]).ToArray();

        Assert.Equal(9, lines.Length);
        Assert.Equal("  ██" + new string(' ', 20) + "▒▒", lines[0]);
        Assert.Equal("", lines[1]);
        Assert.Equal("  3: right            6: taken for 0", lines[8]);
    }

    [Fact]
    public void DigitsIn_EightyColumns_AreFour() => Assert.Equal(4, DigitPainter.DigitsIn(80));
}
