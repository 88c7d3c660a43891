using Unseen.Checkpoints;

namespace Unseen.Generators;

/// <summary>A generator that can be saved between two steps of an epoch, and go on from there.</summary>
public interface IResumableGenerator : IResumable
{
    /// <summary>Called after every step.</summary>
    Action? StepDone { set; }
}
