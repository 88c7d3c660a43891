using Unseen.Checkpoints;
using static TorchSharp.torch;

namespace Unseen.Generators;

/// <summary>Runs the training steps of a generator, and tracks the epoch and step for checkpoints.</summary>
internal sealed class EpochSteps : IResumable
{
    private int _epoch;
    private int _step; // steps done in the current epoch
    private double _loss; // sum of the losses of the steps done in the current epoch

    /// <summary>The number of epochs trained so far.</summary>
    public int Epoch => _epoch;

    /// <summary>A callback after every step, or null.</summary>
    public Action? StepDone { get; set; }

    /// <summary>Runs the remaining steps of the current epoch.</summary>
    /// <param name="steps">the number of steps in an epoch</param>
    /// <param name="step">trains one step and returns its loss; called with autograd off</param>
    /// <param name="cancellation">stops training between two steps</param>
    /// <returns>the mean loss of the epoch</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public double Run(int steps, Func<double> step, CancellationToken cancellation)
    {
        using var inference = no_grad();
        while (_step < steps)
        {
            cancellation.ThrowIfCancellationRequested();
            _loss += step();
            _step++;
            StepDone?.Invoke();
        }

        var mean = _loss / steps;
        (_step, _loss) = (0, 0);
        _epoch++;
        return mean;
    }

    /// <summary>Adds the current epoch and step to the name of a value, such as "generator epoch 1, step 2: the
    /// loss".</summary>
    /// <param name="what">the name of the value, such as "the loss"</param>
    public string At(string what) => $"generator epoch {_epoch + 1}, step {_step + 1}: {what}";

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("epoch", ref _epoch);
        state.Sync("step", ref _step);
        state.Sync("loss", ref _loss);
    }
}
