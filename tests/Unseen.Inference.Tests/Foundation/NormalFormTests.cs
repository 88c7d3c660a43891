using System.Globalization;

namespace Unseen.Inference.Tests.Foundation;

public sealed class NormalFormTests
{
    [Theory]
    [InlineData("cafe\u0301", "caf\u00e9")]
    [InlineData("caf\u00e9", "caf\u00e9")]
    [InlineData("a\u0323\u0307", "\u1ea1\u0307")] // the mark below the letter comes first
    [InlineData("\u1112\u1161\u11ab", "\ud55c")] // Hangul
    [InlineData("\u212b", "\u00c5")] // the sign of the unit ångström
    [InlineData("\ud83e\udd85 \u05d0\u05d1 plain", "\ud83e\udd85 \u05d0\u05d1 plain")]
    [InlineData("\ud83e", "\ud83e")] // half a surrogate pair
    [InlineData("", "")]
    public void Compose_Text_IsInNormalizationFormC(string text, string expected) =>
        Assert.Equal(expected, NormalForm.Compose(text));

    [Fact]
    public void Compose_RandomTexts_AgreesWithPython()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "fixtures", "normal_forms.txt");
        foreach (var line in File.ReadLines(path))
        {
            var (text, expected) = line.Split(';') is [var first, var second] ? (Text(first), Text(second)) : default;

            Assert.Equal(expected, NormalForm.Compose(text!));
            Assert.Equal(expected, NormalForm.Compose(expected!));
        }
    }

    [Theory]
    [InlineData("caf\u00e9", "cafe")]
    [InlineData("cafe\u0301", "cafe")]
    [InlineData("\u1ed9 \u00c5 \u00f8 \u00df", "o A \u00f8 \u00df")] // a stroke is not a mark
    [InlineData("\ud55c", "\u1112\u1161\u11ab")]
    [InlineData("\ud83e\udd85 plain", "\ud83e\udd85 plain")]
    [InlineData("\ud83e", "\ud83e")]
    public void RemoveMarks_Text_LeavesLetters(string text, string expected) =>
        Assert.Equal(expected, NormalForm.RemoveMarks(text));

    [Fact]
    public void Normalize_BlanksAtTheEnds_AreTrimmed() =>
        Assert.Equal("great tit", NormalForm.Normalize("\u00a0great tit \t"));

    private static string Text(string points) => string.Concat(points.Split(' ').Select(
        point => char.ConvertFromUtf32(int.Parse(point, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
}
