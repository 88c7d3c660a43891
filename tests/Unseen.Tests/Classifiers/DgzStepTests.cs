using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Methods.Dgz;
using Unseen.Methods.Linear;
using Unseen.Methods.Prototype;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Tests.Classifiers;

public class DgzStepTests
{
    private static readonly bool[] _isSeen = [true, true, true, false, false];

    [Theory]
    [InlineData("prototype")]
    [InlineData("linear")]
    [InlineData("linear, unit length")]
    public void ClosedFormStep_EqualsAutogradOfTheAdjustment(string kind)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var (x, y) = (randn(24, 8, generator: random), randint(5, [24], dtype: ScalarType.Int64, generator: random));
        var descriptors = randn(5, 4, generator: random);
        var dgz = new DgzAdjustment(_isSeen, 0.1, descriptorNoise: 0);
        using var closed = Create(kind, descriptors);
        using var plain = Create(kind, descriptors);
        Train(closed, dgz, x, y);
        Train(plain, new Opaque(dgz), x, y);
        foreach (var (a, b) in closed.parameters().Zip(plain.parameters()))
            Assert.True(a.allclose(b, 1e-3, 1e-4));
    }

    [Fact]
    public void DescriptorNoise_ComesFromTheSeedAndChangesTheResult()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var (x, y, descriptors) = (randn(24, 8, generator: random),
            randint(5, [24], dtype: ScalarType.Int64, generator: random), randn(5, 4, generator: random));
        Tensor Prototypes(double noise)
        {
            using var classifier = (PrototypeClassifier)Create("prototype", descriptors);
            Train(classifier, new DgzAdjustment(_isSeen, 0.1, noise), x, y);
            return classifier.Prototypes().detach();
        }

        Assert.True(Prototypes(0.5).equal(Prototypes(0.5)).all().item<bool>());
        Assert.False(Prototypes(0.5).allclose(Prototypes(0), 1e-4, 1e-5));
    }

    private static GzslClassifier Create(string kind, Tensor descriptors) => kind == "prototype"
        ? new PrototypeClassifier(descriptors, 8, new PrototypeOptions { Hidden = 6 }, seed: 1)
        : new LinearClassifier(8, 5, seed: 1, unitTemperature: kind == "linear" ? null : 0.1);

    private static void Train(GzslClassifier classifier, ILogitAdjustment adjustment, Tensor x, Tensor y)
    {
        using var trainer = new ClassifierTrainer(
            classifier, new ClassifierTrainingOptions { BatchSize = 24, LearningRate = 0.01 }, adjustment, x, y,
                seed: 1, Precision.Fp32);
        for (var epoch = 0; epoch < 4; epoch++)
            trainer.TrainEpoch(TestContext.Current.CancellationToken);
    }

    /// <summary>Hides the type of an adjustment, so that the trainer differentiates the adjustment by
    /// autograd.</summary>
    private sealed class Opaque(ILogitAdjustment inner) : ILogitAdjustment
    {
        public Tensor Adjust(Tensor logits, Tensor labels) => inner.Adjust(logits, labels);
    }
}
