using Unseen.Classifiers;
using Unseen.Methods;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Samples.Plugin;

/// <summary>The classifier "cosine" and its settings. <see cref="TrainedClassifierOptions"/> adds the settings of
/// training.</summary>
public sealed record CosineOptions : TrainedClassifierOptions
{
    public CosineOptions() => Training = new() { LearningRate = 1e-3 };

    public override MethodDescription Description { get; } =
        new("cosine", "a linear head on unit-length features with unit-length weights");

    [Option("What cosines are divided by", MoreThan = 0)]
    public double CosineTemperature { get; init; } = 0.05;

    public override GzslClassifier Create(GzslProblem problem, long features, int seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new CosineClassifier(problem.Descriptors.size(0), features, CosineTemperature, seed,
            problem.Descriptors.device);
    }
}
