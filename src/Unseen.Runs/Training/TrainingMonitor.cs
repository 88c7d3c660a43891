using Unseen.Runs.Folders;
using Unseen.Training.Progress;

namespace Unseen.Runs.Training;

/// <summary>Shows training as it goes; the log gets every finished phase.</summary>
internal sealed class TrainingMonitor(IWorkDisplay view, RunLog log)
{
    /// <summary>Runs training and shows what it reports.</summary>
    /// <param name="train">the training</param>
    /// <param name="tracker">is told of every epoch, or null</param>
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
