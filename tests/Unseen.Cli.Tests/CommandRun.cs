namespace Unseen.Cli.Tests;

/// <summary>The exit code of a command line, and what it printed to standard output and standard error.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command line in this process.</summary>
    public static async Task<CommandRun> Run(params string[] args) =>
        await Until(TestContext.Current.CancellationToken, args);

    /// <summary>Runs a command line in this process until it ends or the token cancels it.</summary>
    public static async Task<CommandRun> Until(CancellationToken cancellation, params string[] args)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var exitCode = await UnseenCommand.RunAsync(args, output, error, cancellation);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>
    /// Runs a command line in this process, and cancels it as soon as a condition holds. On a busy machine, the command
    /// can end before the condition is checked. Then it is run again, at most 20 times.
    /// </summary>
    /// <param name="outputs">the folders of the results, which are deleted before the command runs</param>
    /// <param name="isReached">the condition</param>
    /// <param name="args">the command line</param>
    /// <param name="prepare">writes files after the folders were deleted, or null (default)</param>
    public static async Task<CommandRun> Interrupt(
        string[] outputs, Func<bool> isReached, string[] args, Action? prepare = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            foreach (var folder in outputs.Where(Directory.Exists))
                Directory.Delete(folder, recursive: true);
            prepare?.Invoke();
            using var cancellation =
                CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var running = Task.Run(() => Until(cancellation.Token, args), TestContext.Current.CancellationToken);
            // On a thread of its own, because the thread pool may be busy with other tests.
            await Task.Factory.StartNew(() =>
            {
                while (!running.IsCompleted && !isReached())
                    Thread.Sleep(2);
                cancellation.Cancel();
            }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            var run = await running;
            if (run.ExitCode == Unseen.Runs.ExitCode.Interrupted || attempt == 20)
                return run;
        }
    }

    /// <summary>Splits a command line at spaces, except within quotation marks.</summary>
    public static IEnumerable<string> GetWords(string line) => line.Split('"', '\'')
        .SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The last line of the output. Line ends after it are ignored.</summary>
    public string LastLine => Output.TrimEnd('\n').Split('\n')[^1];
}
