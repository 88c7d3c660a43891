using Unseen.Classifiers;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.Prototype;

/// <summary>
/// The prototype learner. The defaults are the published settings: Adam with learning rate 1e-4 and weight decay 1e-4.
/// </summary>
public sealed record PrototypeOptions : TrainedClassifierOptions
{
    /// <summary>Creates the published settings.</summary>
    public PrototypeOptions() => Training = new() { LearningRate = 1e-4, WeightDecay = 1e-4 };

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "prototype", "descriptors are mapped to prototypes, which are compared with features by cosine",
            "Chen et al., Zero-Shot Logit Adjustment, IJCAI 2022", Rank: 0);

    /// <summary>Width of the hidden layer, at least 1, default 1024.</summary>
    [Option("Width of the hidden layer", AtLeast = 1, Name = "classifierHidden")]
    public int Hidden { get; init; } = 1024;

    /// <summary>Temperature τ that cosines are divided by, greater than 0, default 0.04.</summary>
    [Option("Temperature that cosines are divided by", MoreThan = 0, Symbol = "τ")]
    public double Temperature { get; init; } = 0.04;

    /// <summary>
    /// Whether prototypes pass through a ReLU, default false. The variant in the paper's ablation has this ReLU.
    /// </summary>
    [Option("Pass prototypes through a ReLU")]
    public bool OutputRelu { get; init; }

    /// <inheritdoc/>
    public override bool AddsClassesByDescription => true;

    /// <inheritdoc/>
    public override GzslClassifier Create(GzslProblem problem, long features, int seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new PrototypeClassifier(problem.Descriptors, features, this, seed);
    }

    /// <inheritdoc/>
    public override double GuessMemory(ProblemSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return (ProblemSize.Weight * Hidden * (size.Descriptor + size.Features)) + GuessBatchMemory(size, Hidden);
    }
}
