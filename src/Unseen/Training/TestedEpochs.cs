using Unseen.Checkpoints;
using Unseen.Evaluation;

namespace Unseen.Training;

/// <summary>The best of the epochs tested so far, for the paper protocol, which tests every epoch.</summary>
internal sealed class TestedEpochs : IResumable
{
    private int _snapshots;

    /// <summary>The number of finished generator snapshots.</summary>
    public int Snapshots
    {
        get => _snapshots;
        set => _snapshots = value;
    }

    /// <summary>The best epoch, or null before the first tested epoch.</summary>
    public Outcome? Best { get; set; }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("snapshots", ref _snapshots);
        var (test, chosen) = (Best?.Test, Best?.Chosen);
        var model = Best?.Model is { } known ? ModelBytes.Serialize(known) : null;
        state.Sync<GzslResult?>("test", ref test);
        state.Sync<ChosenSettings?>("chosen", ref chosen);
        state.Sync("model", ref model);
        if (state.IsRestoring && test is not null)
            Best = new Outcome(test, chosen!, model is null ? null : ModelBytes.Read(model), Interrupted: false);
    }
}
