using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Problems;

namespace Unseen.Methods.NoGenerator;

/// <summary>No pseudo-features: the classifier is trained on real seen features alone.</summary>
public sealed record NoGeneratorOptions : GeneratorOptions
{
    /// <inheritdoc/>
    public override MethodDescription Description { get; } =
        new("none", "no pseudo-features: the classifier learns from seen images alone", Rank: 0);

    /// <inheritdoc/>
    public override bool MakesPseudoFeatures => false;

    /// <inheritdoc/>
    public override string Title => "no generator";

    /// <inheritdoc/>
    public override IFeatureGenerator? Create(GzslProblem problem, int seed, Precision precision) => null;
}
