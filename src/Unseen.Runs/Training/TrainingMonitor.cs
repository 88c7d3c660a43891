using Unseen.Runs.Folders;
using Unseen.Training.Progress;

namespace Unseen.Runs.Training;

/// <summary>Shows the progress of training, and logs every finished phase.</summary>
internal sealed class TrainingMonitor(IWorkDisplay view, RunLog log)
{
    /// <summary>Runs training and shows what it reports.</summary>
    /// <param name="train">the training</param>
    /// <param name="tracker">records every epoch, or null (default)</param>
    public T Run<T>(Func<IProgress<TrainingProgress>, T> train, RunTracker? tracker = null) =>
        view.Run(show => train(new Relay<TrainingProgress>(progress =>
    {
        tracker?.Add(progress.Epoch);
        var text = ProgressText.Describe(progress);
        if (progress.Epoch.Epoch == progress.Epoch.Epochs)
            log.Add(text);
        show(progress.Fraction, progress.TimeLeft, text);
    })));
}
