using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using Unseen.Classifiers;
using Unseen.Inference;
using Unseen.Methods;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Tests.Classifiers;

/// <summary>A plug-in classifier with buffers: batch normalisation, then a linear head. It asserts that it
/// learns in training mode and is scored in evaluation mode.</summary>
internal sealed record NormalisedOptions : TrainedClassifierOptions
{
    /// <summary>Whether a model file can represent the classifier.</summary>
    public bool HasModel { get; init; } = true;

    public override MethodDescription Description { get; } =
        new("normalised", "a linear head after batch normalisation");

    public override GzslClassifier Create(GzslProblem problem, long features, int seed) =>
        new Normalised(features, problem.ClassNames.Length, seed, HasModel);

    internal sealed class Normalised : GzslClassifier
    {
        private readonly bool _hasModel;

        [SuppressMessage("Style", "IDE1006", Justification = "TorchSharp names parameters after the fields.")]
        private readonly BatchNorm1d norm;

        [SuppressMessage("Style", "IDE1006", Justification = "TorchSharp names parameters after the fields.")]
        private readonly Parameter weight; // [C, D]

        public Normalised(long features, long classes, int seed, bool hasModel = true)
            : base(nameof(Normalised))
        {
            _hasModel = hasModel;
            using var random = new Generator((ulong)seed);
            weight = new Parameter(randn(classes, features, generator: random));
            weight.DetachFromDisposeScope();
            norm = nn.BatchNorm1d(features);
            RegisterComponents();
        }

        public BatchNorm1d Norm => norm;

        public override Tensor Score(Tensor prepared)
        {
            Assert.Equal(is_grad_enabled(), training);
            Assert.Equal(is_grad_enabled(), norm.training);
            return norm.forward(prepared).mm(weight.t()); // [B, C]
        }

        public override ScoringRule? ToScoringRule()
        {
            if (!_hasModel)
                return null;
            using var inference = no_grad();
            // W (g (x - m) / s + b) = (W g / s) x + W (b - g m / s)
            var scale = norm.weight / norm.running_var!.Plus(norm.eps).sqrt(); // [D]
            return new ScoringRule(ClassifierForm.Linear, weight * scale,
                weight.mv(norm.bias! - (scale * norm.running_mean!)));
        }
    }
}
