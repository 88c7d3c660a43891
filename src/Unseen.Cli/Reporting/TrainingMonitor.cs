using Unseen.Training;

namespace Unseen.Cli.Reporting;

/// <summary>Shows training as it goes; the log gets every finished phase.</summary>
internal sealed class TrainingMonitor(ProgressView view, RunLog log)
{
    /// <summary>Runs training and shows what it reports.</summary>
    public T Run<T>(Func<IProgress<TrainingProgress>, T> train) => view.Run(show => train(new Reports(progress =>
    {
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
