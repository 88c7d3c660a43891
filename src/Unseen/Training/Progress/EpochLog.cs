using Unseen.Checkpoints;

namespace Unseen.Training.Progress;

/// <summary>Records the epochs of one seed, and reports each with the remaining time.</summary>
internal sealed class EpochLog(ProgressMeter meter, IProgress<TrainingProgress>? progress, TrainingProgress position)
    : IResumable
{
    private List<EpochRecord> _history = [];

    /// <summary>The epochs so far, in order.</summary>
    public IReadOnlyList<EpochRecord> History => _history;

    /// <summary>The meter of the remaining work.</summary>
    public ProgressMeter Meter => meter;

    /// <summary>Records and reports an epoch.</summary>
    public void Add(EpochRecord epoch)
    {
        _history.Add(epoch);
        Report(epoch, isRestored: false);
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("epochs", ref _history);
        if (state.IsRestoring)
            ReportRestored(_history);
    }

    /// <summary>Reports epochs that were trained before the run was interrupted.</summary>
    public void ReportRestored(IEnumerable<EpochRecord> epochs)
    {
        foreach (var epoch in epochs)
            Report(epoch, isRestored: true);
    }

    private void Report(EpochRecord epoch, bool isRestored)
    {
        meter.Done(epoch.Stage, epoch.Phase, epoch.Seconds);
        progress?.Report(position with
        {
            Epoch = epoch,
            Fraction = meter.Fraction,
            TimeLeft = meter.TimeLeft,
            IsRestored = isRestored
        });
    }
}
