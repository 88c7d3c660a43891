namespace Unseen.Runs.Tests;

public sealed class WordsTests
{
    [Theory]
    [InlineData(1, false, "1 unseen class")]
    [InlineData(2, false, "2 unseen classes")]
    [InlineData(1, true, "1 seen class")]
    public void Classes_OfACount_AreSingularOrPlural(int count, bool seen, string expected) =>
        Assert.Equal(expected, Words.Classes(count, seen));
}
