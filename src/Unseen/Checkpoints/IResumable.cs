namespace Unseen.Checkpoints;

/// <summary>A part of training whose state a checkpoint keeps.</summary>
public interface IResumable
{
    /// <summary>Walks over all that changes while training. The same walk saves and restores.</summary>
    /// <param name="state">takes every value, or replaces it</param>
    void SyncState(TrainingState state);
}
