using Microsoft.Extensions.Logging;

namespace Unseen.Training.Progress;

/// <summary>
/// Writes the progress of training to a log, at level information. Logs the first epoch of each run, seed, stage and
/// phase, and after that at most one epoch every ten seconds. Pass this object as <c>progress</c> to a training. Safe
/// to call from several threads.
/// </summary>
/// <param name="logger">the log</param>
public sealed partial class TrainingLog(ILogger logger) : IProgress<TrainingProgress>
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private (int Run, int Seed, TrainingStage, TrainingPhase)? _last;
    private long _time;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var epoch = value.Epoch;
        var part = (value.Run, epoch.Seed, epoch.Stage, epoch.Phase);
        lock (_lock)
        {
            if (part == _last && TimeProvider.System.GetElapsedTime(_time) < _interval)
                return;
            (_last, _time) = (part, TimeProvider.System.GetTimestamp());
        }

        LogEpoch(epoch.Seed, Names.Get(epoch.Stage), Names.Get(epoch.Phase), epoch.Epoch, epoch.Epochs, epoch.Loss,
            value.Fraction, TimeSpan.FromSeconds(Math.Round(value.TimeLeft.TotalSeconds)));
    }

    [LoggerMessage(1, LogLevel.Information, "Seed {Seed}, {Stage} {Phase}, epoch {Epoch} of {Epochs}, loss {Loss:G4}: "
        + "{Fraction:P0} done, {TimeLeft} left")]
    private partial void LogEpoch(int seed, string stage, string phase, int epoch, int epochs, double loss,
        double fraction, TimeSpan timeLeft);
}
