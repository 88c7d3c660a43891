using Unseen.Evaluation;
using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>What one cell gave for one seed, as it is kept in a file.</summary>
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

    /// <summary>What validation or, by the paper protocol, the test images settled.</summary>
    public required ChosenSettings Chosen { get; init; }

    /// <summary>Seconds that the generator took to train for the final model; validation's are not counted.</summary>
    public required double GeneratorSeconds { get; init; }

    /// <summary>As <see cref="GeneratorSeconds"/>, the classifier.</summary>
    public required double ClassifierSeconds { get; init; }

    /// <summary>Pseudo-features made for the final model.</summary>
    public required long PseudoFeatures { get; init; }
}
