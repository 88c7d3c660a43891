using Unseen.Cli.Runs;
using Unseen.Training.Progress;

namespace Unseen.Cli.Reporting;

/// <summary>Shows training as it goes; the log gets every finished phase.</summary>
internal sealed class TrainingMonitor(ProgressView view, RunLog log)
{
    /// <summary>Runs training and shows what it reports.</summary>
    /// <param name="train">the training</param>
    /// <param name="tracker">is told of every epoch, or null</param>
    public T Run<T>(Func<IProgress<TrainingProgress>, T> train, RunTracker? tracker = null) =>
        view.Run(show => train(new Reports(progress =>
    {
        tracker?.Add(progress.Epoch);
        var text = ProgressText.Describe(progress);
        if (progress.Epoch.Epoch == progress.Epoch.Epochs)
            log.Add(text);
        show(progress.Fraction, progress.TimeLeft, text);
    })));

    /// <summary>Reports at once and on the training thread, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Reports(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
