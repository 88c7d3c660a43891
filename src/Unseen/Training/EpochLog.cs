namespace Unseen.Training;

/// <summary>Keeps one seed's epochs and reports each with the time left.</summary>
internal sealed class EpochLog(ProgressMeter meter, IProgress<TrainingProgress>? progress, TrainingProgress position)
{
    private readonly List<EpochRecord> _history = [];

    /// <summary>Every epoch so far, in order.</summary>
    public IReadOnlyList<EpochRecord> History => _history;

    /// <summary>What is left to do.</summary>
    public ProgressMeter Meter => meter;

    /// <summary>Keeps and reports one epoch.</summary>
    public void Add(EpochRecord epoch)
    {
        _history.Add(epoch);
        meter.Done(epoch.Stage, epoch.Phase, epoch.Seconds);
        progress?.Report(position with { Epoch = epoch, Fraction = meter.Fraction, TimeLeft = meter.TimeLeft });
    }
}
