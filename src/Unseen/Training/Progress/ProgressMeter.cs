namespace Unseen.Training.Progress;

/// <summary>Estimates the remaining time from the numbers of planned and finished epochs and their times. It assumes
/// that epochs of the same stage and phase take the same time.</summary>
internal sealed class ProgressMeter
{
    private readonly Dictionary<(TrainingStage Stage, TrainingPhase Phase), Ledger> _ledgers = (
        from stage in Enum.GetValues<TrainingStage>()
        from phase in Enum.GetValues<TrainingPhase>()
        select (stage, phase)).ToDictionary(kind => kind, _ => new Ledger());

    /// <summary>The finished fraction of the planned work, from 0 to 1.</summary>
    public double Fraction
    {
        get
        {
            var done = _ledgers.Values.Sum(ledger => ledger.Seconds);
            var left = TimeLeft.TotalSeconds;
            return done + left == 0 ? 1 : done / (done + left);
        }
    }

    /// <summary>The expected time of the remaining epochs. If a stage has no finished epoch of a phase yet, the time
    /// per epoch of this phase in the other stage is used. If no epoch of the phase has finished in either stage, the
    /// phase counts as 0 seconds.</summary>
    public TimeSpan TimeLeft => TimeSpan.FromSeconds(
        _ledgers.Sum(entry => entry.Value.Left * SecondsPerEpoch(entry.Key.Stage, entry.Key.Phase)));

    /// <summary>Adds epochs to the plan. A negative number removes epochs.</summary>
    public void Plan(TrainingStage stage, TrainingPhase phase, int epochs) => GetLedger(stage, phase).Left += epochs;

    /// <summary>Counts one epoch as finished.</summary>
    public void Done(TrainingStage stage, TrainingPhase phase, double seconds)
    {
        var ledger = GetLedger(stage, phase);
        ledger.Left--;
        ledger.Epochs++;
        ledger.Seconds += seconds;
    }

    private Ledger GetLedger(TrainingStage stage, TrainingPhase phase) => _ledgers[(stage, phase)];

    private double SecondsPerEpoch(TrainingStage stage, TrainingPhase phase)
    {
        var own = GetLedger(stage, phase);
        var timed = own.Epochs > 0 ? own
            : GetLedger(stage == TrainingStage.Final ? TrainingStage.Validation : TrainingStage.Final, phase);
        return timed.Epochs == 0 ? 0 : timed.Seconds / timed.Epochs;
    }

    private sealed class Ledger
    {
        private int _left;

        public int Left
        {
            get => _left;
            set => _left = Math.Max(0, value);
        }

        public int Epochs { get; set; }

        public double Seconds { get; set; }
    }
}
