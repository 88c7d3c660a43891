using Unseen.Runs;
using Unseen.Runs.Demo;

namespace Unseen.Cli.Tests.Demo;

public sealed class UnseenDigitsTests
{
    [Theory]
    [InlineData("3,9", new[] { 3, 9 })]
    [InlineData("9, 3", new[] { 3, 9 })]
    [InlineData("0,1,2,3,4,5", new[] { 0, 1, 2, 3, 4, 5 })]
    public void Read_ValidDigits_ReturnsThemSorted(string text, int[] expected) =>
        Assert.Equal(expected, UnseenDigits.Read(text, "--unseen"));

    [Theory]
    [InlineData("3", "--unseen must name from 2 to 6 digits, but names 1.")]
    [InlineData("0,1,2,3,4,5,6", "--unseen must name from 2 to 6 digits, but names 7.")]
    [InlineData("3,10", "--unseen must be digits from 0 to 9 such as 3,9, but was '3,10'.")]
    [InlineData("3,3", "--unseen must be different digits, but was '3,3'.")]
    [InlineData("3,x", "--unseen must be a whole number, but was 'x'.")]
    public void Read_InvalidDigits_ThrowsWithTheReason(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => UnseenDigits.Read(text, "--unseen")).Message);

    [Fact]
    public void Pairs_All_AreFortyFive() =>
        Assert.Equal(45, UnseenDigits.Pairs().DistinctBy(pair => (pair[0], pair[1])).Count());
}
