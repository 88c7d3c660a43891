using Unseen.Checkpoints;
using Unseen.Cli.Flags;
using Unseen.Cli.Photographs;
using Unseen.Cli.Reporting;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Training;

namespace Unseen.Cli.Runs;

/// <summary>One training from the command line: options and folder are checked first, everything is told and
/// written.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly FlagValues _values;
    private readonly Terminal _terminal;
    private readonly RunLog _log;
    private readonly RunOptions _options;
    private readonly DateTimeOffset _time;
    private readonly bool _json;
    private readonly string? _resumed;
    private readonly TimeSpan? _every;
    private RunFolder? _folder;

    /// <summary>Reads the options, and checks where the results are to go.</summary>
    /// <exception cref="UsageException">A flag is not valid.</exception>
    public TrainingSession(FlagValues values, Terminal terminal)
    {
        (_values, _terminal) = (values, terminal);
        _json = values.IsOn(CommonFlags.Json);
        Screen = terminal.ForPeople(_json);
        _log = new RunLog(terminal.Clock);
        _options = RunOptionsReader.ReadOne(values, terminal.Warn);
        _time = terminal.Clock.GetLocalNow();
        _resumed = values.Text(ResumeFlags.Resume);
        _every = ResumeFlags.Read(values);
        ResultFolder.Check(values, RunConfig.FileName);
    }

    /// <summary>Where words for people go.</summary>
    public Screen Screen { get; }

    /// <summary>Shows how far something is.</summary>
    public ProgressView NewView() => new(Screen, _terminal.Clock, _values.IsOn(CommonFlags.Quiet));

    /// <summary>Trains, writes and reports.</summary>
    /// <param name="dataset">what to train on</param>
    /// <param name="source">where it is, or null where the run keeps it</param>
    /// <param name="loadSeconds">seconds that loading took</param>
    /// <param name="photos">where it came from, if from photographs</param>
    /// <returns>the exit code</returns>
    public int Run(GzslDataset dataset, DataSource? source, double loadSeconds, PhotoData? photos = null)
    {
        _terminal.Cancellation.ThrowIfCancellationRequested();
        LibTorch.Load();
        GzslTrainer.OpenDevice(_options.Device);
        var folder = _folder = _resumed is not null
            ? RunFolder.Resume(_resumed, _terminal.Clock)
            : RunFolder.Begin(_values, $"{RunTitle.FolderName(dataset.Name, _options)}-{_time:yyyyMMdd-HHmmss}",
                _terminal.Clock);
        if (_resumed is null)
            AtomicFile.WriteText(folder.PathOf(RunConfig.FileName), JsonText.Indented(RunConfig.Create(
                _options, source ?? new DataSource(Path.Combine(folder.FinalPath, PhotoRun.DataName), null, null),
                    dataset, _time, photos?.Project)));
        Announce(dataset);
        var result = Train(dataset, folder);
        foreach (var seed in result.Seeds)
            _log.Add($"seed {seed.Seed}: {Words.Scores(seed.Test)}; {Words.Of(seed.Chosen)}");
        if (photos is null)
        {
            RunWriter.Write(folder, result, dataset, loadSeconds, _log.Lines);
        }
        else
        {
            var rehearsal = Rehearse(dataset, result);
            if (_terminal.Cancellation.IsCancellationRequested && !result.Interrupted)
                (result, rehearsal) = (folder.HasCheckpoint ? throw Interrupted(folder)
                    : result with { Interrupted = true }, null);
            var run = new PhotoRun(photos, rehearsal);
            result = result with { ModelOrNull = result.ModelOrNull is { } model ? run.Complete(model) : null };
            RunWriter.Write(folder, result, dataset, loadSeconds, _log.Lines, () => run.Write(folder, result));
        }

        RunReport.Write(Screen, result, result.Interrupted ? folder.ShownWork : folder.ShownPath, photos is not null);
        if (result.Interrupted && folder.HasCheckpoint)
            Screen.Line($"Go on     unseen train --resume {RunReport.Quoted(folder.ShownPath)}");
        if (_json)
        {
            var summary = RunMetrics.Summary(result);
            summary["run"] = result.Interrupted ? Path.GetFullPath(folder.ShownWork) : folder.FinalPath;
            _terminal.Output.WriteLine(JsonText.OneLine(summary));
        }

        return result.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    public void Dispose() => _folder?.Dispose();

    /// <summary>Trains, saves itself as it goes, and says how to go on where that ends before its time.</summary>
    private RunResult Train(GzslDataset dataset, RunFolder folder)
    {
        using var tracker = new RunTracker(folder);
        var monitor = new TrainingMonitor(NewView(), _log);
        try
        {
            if (_every is not { } every)
                return monitor.Run(progress => GzslTrainer.Train(dataset, _options, progress, _terminal.Cancellation),
                    tracker);
            var checkpoints = new CheckpointOptions
            {
                Folder = folder.Checkpoints,
                Every = every,
                Resume = _resumed is not null,
                Warn = _terminal.Warn
            };
            return monitor.Run(progress => GzslTrainer.Train(
                dataset, _options, checkpoints, progress, _terminal.Cancellation), tracker);
        }
        catch (OperationCanceledException) when (folder.HasCheckpoint)
        {
            throw Interrupted(folder);
        }
        catch (TrainingDivergedException)
        {
            folder.Keep();
            Screen.Line($"Every epoch until then is in "
                + $"{folder.PathOf(RunTracker.FileName)}{(folder.HasCheckpoint ? $", the last good checkpoint in {folder.Checkpoints}" : "")}.");
            throw;
        }
    }

    private static InterruptedException Interrupted(RunFolder folder) =>
        new($"interrupted; unseen train --resume {RunReport.Quoted(folder.ShownPath)} goes on from there.");

    /// <summary>What classes added later may be expected to reach, where that is quick to find out.</summary>
    private ClassRehearsal? Rehearse(GzslDataset dataset, RunResult result)
    {
        if (!LeaveOneClassOut.Suits(_options) || result.Interrupted)
            return null;
        return NewView().Run(show => LeaveOneClassOut.Estimate(
            dataset, _options, result.Seeds[0].Chosen,
                new Reports(share => show(share, TimeSpan.Zero, "rehearsing the adding of classes")),
                _terminal.Cancellation));
    }

    private void Announce(GzslDataset dataset)
    {
        var text = $"{dataset.Name}: {dataset.Split.TrainVal.Length} training images of {dataset.SeenClasses.Length} "
            + "seen classes, "
            + $"{dataset.UnseenClasses.Length} unseen classes";
        Screen.Line(text);
        _log.Add(text);
        _log.Add($"{RunTitle.Of(_options)}; protocol {Words.Of(_options.Protocol)}; seeds "
            + $"{string.Join(", ", _options.Seeds)}");
    }

    private sealed class Reports(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
