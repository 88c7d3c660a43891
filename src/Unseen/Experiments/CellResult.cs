using Unseen.Evaluation;
using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>The result of one <see cref="ExperimentCell"/> for one seed, as stored in a file.</summary>
public sealed record CellResult
{
    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The same as <see cref="GzslResult.U"/>, per cent.</summary>
    public required double U { get; init; }

    /// <summary>The same as <see cref="GzslResult.S"/>, per cent.</summary>
    public required double S { get; init; }

    /// <summary>The same as <see cref="GzslResult.H"/>, per cent.</summary>
    public required double H { get; init; }

    /// <summary>The same as <see cref="GzslResult.T1"/>, per cent.</summary>
    public required double T1 { get; init; }

    /// <summary>The same as <see cref="GzslResult.Ausuc"/>, from 0 to 1.</summary>
    public required double Ausuc { get; init; }

    /// <summary>The settings chosen on validation images or, in the paper protocol, on test images.</summary>
    public required ChosenSettings Chosen { get; init; }

    /// <summary>Training time of the final model's generator in seconds, without validation.</summary>
    public required double GeneratorSeconds { get; init; }

    /// <summary>Training time of the final model's classifier in seconds. It includes validation only for a closed-form
    /// classifier.</summary>
    public required double ClassifierSeconds { get; init; }

    /// <summary>Number of pseudo-features generated for the final model.</summary>
    public required long PseudoFeatures { get; init; }
}
