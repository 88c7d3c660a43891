using System.CommandLine;
using Unseen.Cli.Commands;
using Unseen.Cli.Commands.Classes;
using Unseen.Cli.Commands.Completion;
using Unseen.Cli.Commands.Service;
using Unseen.Cli.Flags;
using Unseen.Cli.Help;
using Unseen.Cli.Screens;
using Unseen.Runs;

namespace Unseen.Cli;

/// <summary>The command <c>unseen</c>. The program and the tests call it.</summary>
internal static class UnseenCommand
{
    private static readonly ParserConfiguration _parser = new()
    {
        EnablePosixBundling = false,
        ResponseFileTokenReplacer = null,
    };

    /// <summary>Runs a command line with the given writers instead of the process's streams.</summary>
    public static Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default) =>
        RunAsync(args, new Terminal { Output = output, Error = error, Cancellation = cancellation });

    /// <summary>Runs a command line.</summary>
    /// <returns>the exit code</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        if (Suggestions.GetLine(args) is { } line)
        {
            foreach (var suggestion in Suggestions.For(
                line, (text, flags) => CreateRoot(terminal, flags, all: false).Parse(text, _parser)))
                terminal.Output.WriteLine(suggestion);
            return ExitCode.Done;
        }

        var all = args is [.., "--help" or "-h", HelpPrinter.All];
        if (all)
            args = args[..^1];
        var wantsHelp = args is [HelpPrinter.Word, ..];
        if (wantsHelp)
            args = [.. args[1..], "--help"];
        var parsed = CreateRoot(terminal, TrainingFlags.BuiltIn, all).Parse(args, _parser);
        try
        {
            if (PluginChoice.Find(parsed) is { } plugin)
                parsed = CreateRoot(terminal, TrainingFlags.With(plugin), all).Parse(args, _parser);
            if (wantsHelp && parsed.UnmatchedTokens is [var unknown, ..])
                throw new UsageException(ParseErrors.UnknownCommand(unknown, parsed.CommandResult.Command));
            if (ParseErrors.Describe(parsed) is { } problem)
                throw new UsageException(problem);
            var invocation = new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            var running = Task.Run(() => parsed.InvokeAsync(invocation, terminal.Cancellation));
            return await CancellableRead.WaitAsync(running, terminal.Cancellation, () => terminal.StopsWhenCancelled);
        }
        catch (Exception exception)
        {
            return ErrorReport.Write(exception, parsed.CommandResult.Command, terminal.Error);
        }
    }

    private static DocumentedCommand CreateRoot(Terminal terminal, TrainingFlags training, bool all)
    {
        var root = new DocumentedCommand(
            "unseen", "Recognise classes nobody has a picture of: generalized zero-shot learning with Zero-shot Logit "
                + "Adjustment (ZLA).");
        root.Add("Start here", DemoCommand.Create(terminal), InitCommand.Create(terminal),
            DescribeCommand.Create(terminal), DoctorCommand.Create(terminal), TrainCommand.Create(terminal, training),
            PredictCommand.Create(terminal));
        root.Add("Compare methods", CompareCommand.Create(terminal, training),
            ReproduceCommand.Create(terminal, training), SweepCommand.Create(terminal, training),
            RunsCommand.Create(terminal), MethodsCommand.Create(terminal, training));
        root.Add("Use a model", EvaluateCommand.Create(terminal), ServeCommand.Create(terminal),
            KeyCommand.Create(terminal), ExportCommand.Create(terminal), ZeroShotCommand.Create(terminal));
        root.Add("Improve a model without training", AdaptCommand.Create(terminal), ReviewCommand.Create(terminal),
            TeachCommand.Create(terminal), AddClassCommand.Create(terminal), RemoveClassCommand.Create(terminal),
            RenameClassCommand.Create(terminal));
        root.Add("Data", FeaturesCommand.Create(terminal), DataCommand.Create(terminal));
        root.Add("Set up", CompletionCommand.Create(terminal));
        root.Examples =
        [
            "unseen demo", "unseen data inspect data/AwA2", "unseen train --data data/AwA2",
                "unseen predict RUN --features photos.csv",
            "unseen train photos --backbone mobilenet_v2.onnx", "unseen serve RUN",
        ];
        root.Notes =
        [
            "Exit codes: 0 done, 1 bad input, 2 bad usage, 3 folder in use,",
            "70 a fault of the program, 130 interrupted.",
            "UNSEEN_DEBUG=1 adds stack traces to errors.",
        ];
        HelpPrinter.Install(root, terminal.Width, all);
        return root;
    }
}
