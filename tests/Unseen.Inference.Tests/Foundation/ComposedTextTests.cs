namespace Unseen.Inference.Tests.Foundation;

public sealed class ComposedTextTests
{
    /// <summary>Texts and their NFC as Python's unicodedata has it.</summary>
    [Theory]
    [InlineData("zebra", "zebra")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\u00E9", "\u00E9")]
    [InlineData("e\u0323\u0302", "\u1EC7")] // marks on both sides of the letter, in either order
    [InlineData("e\u0302\u0323", "\u1EC7")]
    [InlineData("\u00EA\u0323", "\u1EC7")]
    [InlineData("u\u0308\u0304", "\u01D6")] // two marks above: their order matters
    [InlineData("u\u0304\u0308", "\u1E7B")]
    [InlineData("q\u0301", "q\u0301")] // no such letter
    [InlineData("e\u0301\u0301", "\u00E9\u0301")]
    [InlineData("\u0301e", "\u0301e")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF", "\uD55C\uAE00")]
    [InlineData("\uD55C\uAE00", "\uD55C\uAE00")]
    [InlineData("\uAC00\u11A7", "\uAC00\u11A7")]
    [InlineData("\u09C7\u09BE", "\u09CB")]
    [InlineData("\uD834\uDD57 \uD83E\uDD93", "\uD834\uDD57 \uD83E\uDD93")]
    public void Compose_OfAText_IsNfc(string text, string expected) =>
        Assert.Equal(expected, ComposedText.Compose(text));
}
