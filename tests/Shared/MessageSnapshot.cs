using System.Text;

namespace Unseen.TestSupport;

/// <summary>A committed file that lists commands, each after the prompt $ and followed by the message that it prints.
/// Lines that begin with # are comments.</summary>
/// <param name="path">the file</param>
internal sealed class MessageSnapshot(string path)
{
    private const string Prompt = "$ ";

    private static readonly string[] _internal =
        [".tmp", "Exception", "System.", "Nullable", "LineNumber", "(Parameter"];

    /// <summary>Runs every command of the file and compares its message with the file. If UNSEEN_UPDATE_SNAPSHOTS
    /// is 1, rewrites the file instead.</summary>
    /// <param name="answer">runs a command, and returns its message</param>
    public async Task CheckAsync(Func<string, Task<string>> answer)
    {
        var expected = (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))
            .ReplaceLineEndings("\n");
        var actual = new StringBuilder();
        foreach (var line in expected.Split('\n'))
            if (line.StartsWith('#'))
                actual.Append(line).Append('\n');
            else if (line.StartsWith(Prompt, StringComparison.Ordinal))
                actual.Append(line).Append('\n').Append(await answer(line[Prompt.Length..])).Append('\n');

        if (Environment.GetEnvironmentVariable("UNSEEN_UPDATE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(path, actual.ToString(), TestContext.Current.CancellationToken);
        else
            Assert.Equal(expected, actual.ToString());
    }

    /// <summary>Checks that no line contains an internal term, such as the name of an exception.</summary>
    public void CheckThatNothingInternalLeaks() =>
        Assert.All(File.ReadLines(path), line =>
            Assert.All(_internal, text => Assert.DoesNotContain(text, line, StringComparison.Ordinal)));
}
