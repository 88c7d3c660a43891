using System.Diagnostics;
using Unseen.Checkpoints;
using Unseen.Data;
using Unseen.Descriptions;
using Unseen.Evaluation;
using Unseen.Runs.Folders;
using Unseen.Runs.Photographs;
using Unseen.Runs.Records;
using Unseen.Runs.Reports;
using Unseen.Training;
using Unseen.Training.Progress;

namespace Unseen.Runs.Training;

/// <summary>Executes one training: checks the folder first, reports and logs the progress, and writes the results.
/// </summary>
internal sealed class TrainingSession : IDisposable
{
    private TrainingRequest _request;
    private readonly RunContext _context;
    private readonly RunLog _log;
    private readonly DateTimeOffset _time;
    private readonly long _start;
    private TimeSpan _before; // training time before an interruption
    private RunFolder? _folder;

    /// <summary>Checks the device and, for a new run, the folder for results, before any data is read.</summary>
    /// <exception cref="UsageException">The results cannot be written to the folder.</exception>
    /// <exception cref="ArgumentException">There is no such device.</exception>
    public TrainingSession(TrainingRequest request, RunContext context)
    {
        (_request, _context) = (request, context);
        _log = new RunLog(context.Clock);
        (_time, _start) = (context.Clock.GetLocalNow(), context.Clock.GetTimestamp());
        if (request.Resume is null)
            ResultFolder.Check(request.Place, RunDescription.FileName, inPlace: true);
        LibTorch.Load();
        GzslTrainer.OpenDevice(Options.Device);
    }

    private RunOptions Options => _request.Options;

    /// <summary>Trains, and writes all results to the folder.</summary>
    /// <param name="dataset">the dataset</param>
    /// <param name="source">the location of the dataset, or null if the run's folder will contain it</param>
    /// <param name="loadSeconds">time of loading the dataset in seconds</param>
    /// <param name="photos">the photographs that the dataset was made from, or null (default)</param>
    public TrainingOutcome Run(
        GzslDataset dataset, DataSource? source, double loadSeconds, PhotoData? photos = null)
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        if (photos is not null && _request.Resume is null)
            _request = _request with { Options = photos.WithEncoder(Options) };
        var folder = _folder = _request.Resume is { } resumed
            ? RunFolder.Resume(resumed, _context.Clock)
            : RunFolder.Begin(_request.Place,
                $"{RunTitle.FolderName(dataset.Name, Options)}-{_time:yyyyMMdd-HHmmss}", _context.Clock);
        if (_request.Resume is null)
            Describe(folder, source ?? new DataSource(Path.Combine(folder.FinalPath, PhotoRun.DataName), null, null),
                dataset, photos);
        foreach (var note in dataset.Notes)
            _context.Say(note);
        Announce(dataset);
        var descriptions = Examine(dataset, folder);
        var begun = _context.Clock.GetTimestamp();
        var result = Train(dataset, folder);
        if (_request.Resume is not null)
            _before = TimeSpan.FromSeconds(Math.Max(0, result.Seconds
                - _context.Clock.GetElapsedTime(begun).TotalSeconds));
        foreach (var seed in result.Seeds)
            _log.Add($"seed {seed.Seed}: {Words.Scores(seed.Test)}; {Words.Describe(seed.Chosen)}");
        PhotoRun? run = null;
        PhotoSections? sections = null;
        if (photos is not null)
        {
            var rehearsal = Rehearse(dataset, result);
            if (_context.Cancellation.IsCancellationRequested && !result.Interrupted)
                (result, rehearsal) = (folder.HasCheckpoint ? throw Interrupted(folder)
                    : result with { Interrupted = true }, null);
            run = new PhotoRun(photos, rehearsal);
            result = result with { ModelOrNull = result.ModelOrNull is { } model ? run.Complete(model) : null };
            sections = new PhotoSections(photos, result, rehearsal);
        }

        RunWriter.Write(folder, result, dataset, loadSeconds, _log.Lines, () =>
        {
            run?.Write(folder);
            File.WriteAllText(folder.GetPath(TrainingReport.FileName), new TrainingReport(
                dataset, result, descriptions,
                Circumstances(folder, result.Interrupted, loadSeconds, photos), sections).ToHtml());
        });
        return new TrainingOutcome(result, result.Interrupted ? folder.ShownWork : folder.ShownPath,
            result.Interrupted && folder.HasCheckpoint ? folder.ShownPath : null, descriptions);
    }

    public void Dispose() => _folder?.Dispose();

    private void Describe(RunFolder folder, DataSource source, GzslDataset dataset, PhotoData? photos)
    {
        var description = RunDescription.Create(Options, source, dataset, _time, photos?.Project.ToJson());
        AtomicFile.WriteText(folder.GetPath(RunDescription.FileName),
            JsonText.Indented(JsonText.FromRecord(description with { Command = _request.Command })!));
    }

    /// <summary>Trains, with checkpoints unless the request disables them. If training is interrupted after a
    /// checkpoint, the exception says how to resume.</summary>
    private RunResult Train(GzslDataset dataset, RunFolder folder)
    {
        using var tracker = new RunTracker(folder);
        var monitor = new TrainingMonitor(_context.Display, _log);
        try
        {
            if (_request.CheckpointEvery is not { } every)
                return monitor.Run(progress => GzslTrainer.Train(dataset, Options, progress, _context.Cancellation),
                    tracker);
            var checkpoints = new CheckpointOptions
            {
                Folder = folder.Checkpoints,
                Every = every,
                Resume = _request.Resume is not null,
                Warn = _context.Warn
            };
            return monitor.Run(progress => GzslTrainer.Train(
                dataset, Options, checkpoints, progress, _context.Cancellation), tracker);
        }
        catch (OperationCanceledException) when (folder.HasCheckpoint)
        {
            throw Interrupted(folder);
        }
        catch (TrainingDivergedException)
        {
            folder.KeepOnDispose();
            _context.Say($"Every epoch until then is in {folder.GetPath(RunTracker.FileName)}"
                + (folder.HasCheckpoint ? $", the last good checkpoint in {folder.Checkpoints}." : "."));
            throw;
        }
    }

    /// <summary>Examines the descriptions, and reports before the training whether they can work.</summary>
    private DescriptionReport Examine(GzslDataset dataset, RunFolder folder)
    {
        var report = DescriptionDoctor.Examine(dataset, cancellation: _context.Cancellation);
        DescriptionFile.Write(report, folder.GetPath(DescriptionFile.FileName));
        _log.Add(report.Summary);
        Action<string> tell = report.Verdict == DescriptionVerdict.Guessing ? _context.Warn : _context.Say;
        tell($"descriptions: {Words.Describe(report)}");
        return report;
    }

    private RunCircumstances Circumstances(
        RunFolder folder, bool isInterrupted, double loadSeconds, PhotoData? photos)
    {
        var results = isInterrupted ? folder.ShownWork : folder.ShownPath;
        // For a run on photographs, the recorded command line lacks the settings in the project's file, so the report
        // shows a command that has them.
        var command = photos is not null ? PhotoCommand.Create(photos.Project, Options)
            : RunDescription.Read(folder.ShownWork)?.Command ?? TrainCommandText.CreateForConfig(
                Path.Combine(results, RunDescription.FileName), Options.Seeds);
        return new RunCircumstances(results, command, _before + _context.Clock.GetElapsedTime(_start), loadSeconds,
            MachineDescription.Current(Options));
    }

    private static InterruptedException Interrupted(RunFolder folder) =>
        new($"interrupted. Continue with unseen train --resume {Words.Quoted(folder.ShownPath)}.");

    /// <summary>Estimates the accuracy of classes that are added later. The result is null if this is not possible with
    /// the run's methods, if there are too few classes, or if the run was interrupted.</summary>
    private ClassRehearsal? Rehearse(GzslDataset dataset, RunResult result)
    {
        if (!LeaveOneClassOut.CanEstimate(Options) || result.Interrupted)
            return null;
        var watch = Stopwatch.StartNew();
        return _context.Display.Run(show => LeaveOneClassOut.Estimate(
            dataset, Options, result.Seeds[0].Chosen,
            new Relay<double>(share => show(
                share, watch.Elapsed * ((1 - share) / share), "rehearsing how classes are added later")),
            _context.Cancellation));
    }

    private void Announce(GzslDataset dataset)
    {
        var text = $"{dataset.Name}: {dataset.Split.TrainVal.Length} training images of "
            + $"{Words.Classes(dataset.SeenClasses.Length, seen: true)}, "
            + Words.Classes(dataset.UnseenClasses.Length, seen: false);
        _context.Say(text);
        _log.Add(text);
        _log.Add($"{RunTitle.Create(Options)}; protocol {Words.Describe(Options.Protocol)}; seeds "
            + $"{string.Join(", ", Options.Seeds)}");
    }
}
