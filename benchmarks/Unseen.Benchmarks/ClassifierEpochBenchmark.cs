using BenchmarkDotNet.Attributes;
using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Methods.Prototype;
using Unseen.Methods.Zla;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Benchmarks;

/// <summary>One epoch of the prototype learner with ZLA, on random samples: as many as in training on FLO with 10
/// pseudo-features for each unseen class.</summary>
public class ClassifierEpochBenchmark
{
    private readonly List<IDisposable> _owned = [];
    private ClassifierTrainer _closedForm = null!;
    private ClassifierTrainer _autograd = null!;

    [Params(Precision.Fp32, Precision.Bf16)]
    public Precision Precision { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        using var scope = NewDisposeScope();
        var (features, labels) = (rand(Sizes.Samples, Sizes.Features),
            randint(Sizes.Classes, [Sizes.Samples], dtype: ScalarType.Int64));
        const int seen = 82;
        var zla = new ZeroShotLogitAdjustment(
            [.. Enumerable.Repeat(60L, Sizes.Classes)], [.. Enumerable.Range(0, seen)],
                [.. Enumerable.Range(seen, Sizes.Classes - seen)], 100);
        ClassifierTrainer Trainer(ILogitAdjustment adjustment)
        {
            var classifier = new PrototypeClassifier(
                nn.functional.normalize(randn(Sizes.Classes, Sizes.Descriptor), dim: 1), Sizes.Features);
            var trainer = new ClassifierTrainer(classifier, new PrototypeOptions().Training, adjustment, features,
                labels, 0, Precision);
            _owned.AddRange([trainer, classifier]);
            return trainer;
        }

        (_closedForm, _autograd) = (Trainer(zla), Trainer(new Opaque(zla)));
    }

    [Benchmark(Baseline = true)]
    public double Autograd() => _autograd.TrainEpoch();

    [Benchmark]
    [Products(Sizes.ClassifierEpoch, Sizes.ClassifierEpoch)]
    public double ClosedForm() => _closedForm.TrainEpoch();

    [GlobalCleanup]
    public void Cleanup() => _owned.ForEach(owned => owned.Dispose());

    /// <summary>Hides from the trainer that the adjustment only adds a bias, so that the trainer differentiates it with
    /// autograd.</summary>
    private sealed class Opaque(ILogitAdjustment inner) : ILogitAdjustment
    {
        public Tensor Adjust(Tensor logits, Tensor labels) => inner.Adjust(logits, labels);
    }
}
