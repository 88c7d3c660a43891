using Unseen.Checkpoints;

namespace Unseen.Generators;

/// <summary>A generator that can be saved between two steps of an epoch and resumed there.</summary>
public interface IResumableGenerator : IResumable
{
    /// <summary>The callback after every step, or null.</summary>
    Action? StepDone { set; }
}
