using Unseen.Cli.Flags;

namespace Unseen.Cli.Tests.Flags;

public sealed class FlagTests
{
    private static readonly string[] _long = ["information", "warning", "error"];

    [Theory]
    [InlineData("Lowest level [default: error].", "Lowest level: information, warning, error [default: error].")]
    [InlineData("Lowest level.", "Lowest level: information, warning, error.")]
    [InlineData("Lowest level", "Lowest level: information, warning, error.")]
    public void Choice_LongChoices_AreInTheDescription(string description, string expected)
    {
        var flag = Flag.Choice("--level", description, _long);

        Assert.Equal((expected, "NAME"), (flag.Description, flag.ValueName));
    }

    [Fact]
    public void Choice_ShortChoices_AreThePlaceholder() =>
        Assert.Equal(("one|two", "A number."), (Flag.Choice("--number", "A number.", ["one", "two"]).ValueName,
            Flag.Choice("--number", "A number.", ["one", "two"]).Description));
}
