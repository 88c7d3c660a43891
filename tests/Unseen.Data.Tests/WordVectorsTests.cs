namespace Unseen.Data.Tests;

public class WordVectorsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("4 2\n")] // word2vec's header
    public void GetMean_Text_IsTheMeanOfItsKnownWords(string header)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("w.txt", System.Text.Encoding.UTF8.GetBytes(
            header + "polar 1 0\nbear 3 -1\nBear 9 9\nexpert 5 5\n"));

        var words = WordVectors.Read(path, ["Polar-bear", "bear", "grizzly (brown)"]);

        Assert.Equal([2, -0.5f], words.GetMean("POLAR bear!")!);
        Assert.Equal([3, -1], words.GetMean("bear of the woods")!);
        Assert.Null(words.GetMean("grizzly"));
        Assert.Equal(["brown", "grizzly"], words.Unknown);
        Assert.Equal(2, words.Width);
    }

    [Theory]
    [InlineData("bear 1 x", "line 1, number 2 must be a finite number, but was 'x'")]
    [InlineData("bear 1 NaN", "line 1, number 2 must be a finite number, but was 'NaN'")]
    [InlineData("polar 1 2\nbear 1", "line 2 must be a word and 2 numbers, but was 1 numbers")]
    [InlineData("fox 1 2",
        "none of the words is among the word vectors: bear, polar. Use other words, or other vectors")]
    public void Read_UnusableFile_ThrowsWithTheReason(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("w.txt", System.Text.Encoding.UTF8.GetBytes(content));

        var refusal = Assert.Throws<UnseenDataException>(() => WordVectors.Read(path, ["polar bear"]));

        Assert.Equal($"{path}: {expected}.", refusal.Message);
    }
}
