using Unseen.Checkpoints;

namespace Unseen.Training.Progress;

/// <summary>Keeps one seed's epochs and reports each with the time left.</summary>
internal sealed class EpochLog(ProgressMeter meter, IProgress<TrainingProgress>? progress, TrainingProgress position)
    : IResumable
{
    private List<EpochRecord> _history = [];

    /// <summary>Every epoch so far, in order.</summary>
    public IReadOnlyList<EpochRecord> History => _history;

    /// <summary>What is left to do.</summary>
    public ProgressMeter Meter => meter;

    /// <summary>Keeps and reports one epoch.</summary>
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
