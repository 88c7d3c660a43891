namespace Unseen.Checkpoints;

/// <summary>A part of training whose state is saved in checkpoints.</summary>
public interface IResumable
{
    /// <summary>Passes everything that changes during training to the state, which saves or restores it.</summary>
    /// <param name="state">saves or replaces every value</param>
    void SyncState(TrainingState state);
}
