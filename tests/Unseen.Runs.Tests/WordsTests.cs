using System.Diagnostics;

namespace Unseen.Runs.Tests;

public sealed class WordsTests
{
    [Theory]
    [InlineData("runs/awa2-1.5")]
    [InlineData("pseudo=10,20")]
    [InlineData("../größe")]
    public void Quoted_PlainWord_IsUnchanged(string word) => Assert.Equal(word, Words.Quoted(word));

    [Theory]
    [InlineData("my dir")]
    [InlineData("my $HOME")]
    [InlineData("$HOME")]
    [InlineData("`id`")]
    [InlineData("say \"a\"")]
    [InlineData("it's")]
    [InlineData("a\\b")]
    [InlineData("{a,b}")]
    [InlineData("~")]
    [InlineData("")]
    public void Quoted_WordWithSpecialCharacters_IsReadByAShellAsTheWord(string word)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs sh");
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"printf %s/ {Words.Quoted(word)}");
        using var shell = Process.Start(start)!;

        Assert.Equal($"{word}/", shell.StandardOutput.ReadToEnd());
    }

    [Theory]
    [InlineData(1, false, "1 unseen class")]
    [InlineData(2, false, "2 unseen classes")]
    [InlineData(1, true, "1 seen class")]
    public void Classes_OfACount_AreSingularOrPlural(int count, bool seen, string expected) =>
        Assert.Equal(expected, Words.Classes(count, seen));
}
