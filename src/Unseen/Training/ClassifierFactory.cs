using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Problems;

namespace Unseen.Training;

/// <summary>Makes the classifier and the adjustment that options name.</summary>
internal static class ClassifierFactory
{
    /// <summary>A classifier, untrained.</summary>
    /// <param name="problem">for classes and descriptors</param>
    /// <param name="features">width of the features that it will be given</param>
    /// <param name="options">which classifier</param>
    /// <param name="seed">decides the weights</param>
    public static GzslClassifier Create(GzslProblem problem, long features, RunOptions options, int seed)
    {
        if (options.ClassifierPlugin is { } plugin)
            return plugin.Create(problem.Descriptors, features, seed);
        return options.Classifier switch
        {
            ClassifierKind.Prototype => new PrototypeClassifier(problem.Descriptors, features, options.Prototype, seed),
            ClassifierKind.Linear => new LinearClassifier(features, problem.IsSeen.Length, seed, problem.Descriptors.device),
            ClassifierKind.Ale => new RankingClassifier(problem.Descriptors, problem.IsSeen, features, weighsRanks: true, options.Ranking.Margin, seed),
            ClassifierKind.Devise => new RankingClassifier(problem.Descriptors, problem.IsSeen, features, weighsRanks: false, options.Ranking.Margin, seed),
            var unknown => throw new ArgumentException($"classifier must be one that is trained, but was {unknown}."),
        };
    }

    /// <summary>The adjustment of the training loss, or null.</summary>
    /// <param name="problem">for classes and their counts</param>
    /// <param name="options">which adjustment</param>
    /// <param name="odds">its strength: ZLA's σ, or 1/λ1 of the DGZ loss; null for the others</param>
    public static ILogitAdjustment? Adjustment(GzslProblem problem, RunOptions options, double? odds) => options.Adjustment switch
    {
        AdjustmentKind.Zla => new ZeroShotLogitAdjustment(problem.ClassCounts, problem.SeenClasses, problem.UnseenClasses, odds!.Value),
        AdjustmentKind.Dgz => new DgzAdjustment(problem.IsSeen, 1 / odds!.Value, options.Dgz.DescriptorNoise),
        AdjustmentKind.Logit => new LongTailLogitAdjustment(
            [.. problem.ClassCounts.Select((count, c) => problem.IsSeen[c] ? count : options.PseudoPerClass)]),
        _ => null,
    };
}
