using Unseen.Evaluation;
using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>The result of one cell for one seed, as stored in a file.</summary>
public sealed record CellResult
{
    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>As in <see cref="GzslResult"/>, per cent.</summary>
    public required double U { get; init; }

    /// <summary>As in <see cref="GzslResult"/>, per cent.</summary>
    public required double S { get; init; }

    /// <summary>As in <see cref="GzslResult"/>, per cent.</summary>
    public required double H { get; init; }

    /// <summary>As in <see cref="GzslResult"/>, per cent.</summary>
    public required double T1 { get; init; }

    /// <summary>As in <see cref="GzslResult"/>, from 0 to 1.</summary>
    public required double Ausuc { get; init; }

    /// <summary>The settings chosen on validation images or, in the paper protocol, on test images.</summary>
    public required ChosenSettings Chosen { get; init; }

    /// <summary>Training time of the final model's generator in seconds, without validation.</summary>
    public required double GeneratorSeconds { get; init; }

    /// <summary>Training time of the final model's classifier in seconds, without validation.</summary>
    public required double ClassifierSeconds { get; init; }

    /// <summary>Number of pseudo-features generated for the final model.</summary>
    public required long PseudoFeatures { get; init; }
}
