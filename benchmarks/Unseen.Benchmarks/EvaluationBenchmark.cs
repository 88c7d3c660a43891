using BenchmarkDotNet.Attributes;
using TorchSharp;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Methods.Prototype;
using static TorchSharp.torch;

namespace Unseen.Benchmarks;

/// <summary>Scores all test images of a dataset of FLO's size: one matrix product, then U, S, T1, AUSUC and the
/// confusion matrix. The baseline computes only the mean per-class accuracy.</summary>
public class EvaluationBenchmark
{
    private DisposeScope _scope = null!;
    private PrototypeClassifier _classifier = null!;
    private Tensor _images = null!;
    private int[] _labels = null!;
    private bool[] _isSeen = null!;

    [GlobalSetup]
    public void Setup()
    {
        _scope = NewDisposeScope();
        _classifier = new PrototypeClassifier(nn.functional.normalize(randn(Sizes.Classes, Sizes.Descriptor), dim: 1),
            Sizes.Features);
        _images = nn.functional.normalize(rand(Sizes.Scored, Sizes.Features), dim: 1);
        _labels = [.. Enumerable.Range(0, Sizes.Scored).Select(i => i % Sizes.Classes)];
        _isSeen = [.. Enumerable.Range(0, Sizes.Classes).Select(c => c < 82)];
    }

    [Benchmark(Baseline = true)]
    public double TensorCalls()
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var (predicted, truth) = (_classifier.Score(_images).argmax(1),
            tensor(Array.ConvertAll(_labels, label => (long)label)));
        var hits = (predicted == truth).to(ScalarType.Float32);
        return Enumerable.Range(0, Sizes.Classes).Average(c => hits.masked_select(truth == c).mean().item<float>());
    }

    [Benchmark]
    public double AllMetrics()
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var scores = new FeatureMatrix(_classifier.Score(_images).data<float>().ToArray(), Sizes.Scored, Sizes.Classes);
        return GzslMetrics.Evaluate(scores, _labels, _isSeen).H;
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _classifier.Dispose();
        _scope.Dispose();
    }
}
