using Unseen.Runs;

namespace Unseen.Cli.Tests.Runs;

public sealed class CsvTextTests
{
    [Fact]
    public void Line_SpecialFields_AreQuoted() =>
        Assert.Equal("\"a,b\",\"say \"\"hi\"\"\",,,1.5,7", CsvText.Line("a,b", "say \"hi\"", null, double.NaN, 1.5, 7));
}
