using TorchSharp;
using Unseen.Generators;
using Unseen.Inference;
using Unseen.Methods.Wgan;
using Unseen.Numerics;
using Unseen.Optimisation;
using Unseen.Problems;
using Unseen.Tests.Training;
using static TorchSharp.torch;

namespace Unseen.Tests.Generators;

public class WganGeneratorTests
{
    private readonly RandomTensors _numbers = new();

    [Fact]
    public void Forward_SplitFirstLayer_EqualsTheConcatenatedInputInPlainLoops()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        using var operations = FusedOperations.For(CPU, ScalarType.Float64);
        using var generator = new ConditionalGenerator(
            new GeneratorShape(5, 3, 4, 6, 4), random, CPU, ScalarType.Float64, operations);
        foreach (var array in GetArrays(generator))
            array.Value.normal_(0, 0.8, random);
        var (noise, descriptors, labels) =
            (_numbers.Double(6, 3), _numbers.Double(4, 3), tensor(new long[] { 0, 3, 3, 1, 2, 0 }));
        var features = zeros(6, 5, dtype: ScalarType.Float64);
        generator.Condition(descriptors);
        generator.Forward(noise, labels, features);
        Tensor[] p = [.. GetArrays(generator).Select(array => array.Value)];
        var input = PlainLoops.Rows(cat([noise, descriptors.index_select(0, labels)], 1));
        foreach (var (row, actual) in input.Zip(PlainLoops.Rows(features)))
        {
            var hidden = PlainLoops.Leaky(PlainLoops.Affine(row, cat([p[0], p[1]], 1), p[2]));
            var expected = PlainLoops.Relu(PlainLoops.Affine(hidden, p[3], p[4]));
            Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-10);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // adds a tensor to the hidden layer, as TF-VAEGAN's feedback does
    public void Update_EqualsAutogradAndAdam(bool isRefined)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var operations = FusedOperations.For(CPU, ScalarType.Float64);
        using var generator = new ConditionalGenerator(
            new GeneratorShape(5, 3, 7, 6, 4), random, CPU, ScalarType.Float64, operations);
        foreach (var array in GetArrays(generator))
            array.Value.normal_(0, 0.8, random);
        var (noise, descriptors, labels, upstream) =
            (_numbers.Double(6, 3), _numbers.Double(4, 3), tensor(new long[] { 0, 3, 3, 1, 2, 0 }),
            _numbers.Double(6, 5));
        var (features, addition) = (zeros(6, 5, dtype: ScalarType.Float64), _numbers.Double(6, 7).requires_grad_());
        var strength = isRefined ? 0.3 : 0;
        generator.Condition(descriptors);
        generator.Forward(noise, labels, features);
        if (isRefined)
            generator.Refine(addition.detach(), strength, features);

        var p = GetArrays(generator).Select(array => new TorchSharp.Modules.Parameter(array.Value.clone())).ToArray();
        using var adam = optim.Adam(p, 0.01, 0.5, 0.999);
        var hidden = nn.functional.leaky_relu(noise.mm(p[0].t()) + descriptors.index_select(0, labels).mm(p[1].t())
            + p[2], 0.2) + (strength * addition);
        var expected = (hidden.mm(p[3].t()) + p[4]).relu();
        Assert.True(features.allclose(expected, 1e-12, 1e-12));
        expected.backward([upstream]);
        adam.step();

        var additionGradient = zeros(6, 7, dtype: ScalarType.Float64);
        generator.Backward(upstream.clone(), features, noise, descriptors, labels,
            additionGradient: isRefined ? additionGradient : null);
        generator.Update(new FusedAdam(new AdamSettings(0.01, 0.5, 0.999), operations));
        Assert.True(additionGradient.allclose(addition.grad!, 1e-8, 1e-10)); // without a refinement, both are 0
        foreach (var (parameter, array) in p.Zip(GetArrays(generator)))
            Assert.True(array.Value.allclose(parameter, 1e-7, 1e-9));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(4)] // fewer samples than classes: descriptors are taken per sample
    public void TrainEpoch_ManySteps_LiveTensorCountIsFlat(int batch)
    {
        using var scope = NewDisposeScope();
        using var problem = GzslProblem.ForTest(TinyBenchmark.Create(), FeatureScalingKind.MinMax, CPU);
        using var generator = new WganGenerator(problem, new WganOptions { Hidden = 8, BatchSize = batch }, seed: 1);
        generator.TrainEpoch(TestContext.Current.CancellationToken);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var epoch = 0; epoch < 3; epoch++)
            generator.TrainEpoch(TestContext.Current.CancellationToken);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void TrainEpoch_ManySteps_AllocatesLessThanAHiddenLayerPerStep()
    {
        using var problem = GzslProblem.ForTest(TinyBenchmark.Create(), FeatureScalingKind.MinMax, CPU);
        using var generator = new WganGenerator(problem, new WganOptions { Hidden = 512, BatchSize = 16 }, seed: 1);
        var steps = ((problem.TrainLabels.Length + 15) / 16) * 6;
        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            generator.TrainEpoch(TestContext.Current.CancellationToken);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / steps;
        }

        for (var epoch = 0; epoch < 3; epoch++)
            Allocated();
        long[] bytes = [.. Enumerable.Range(0, 5).Select(_ => Allocated())];
        Assert.InRange(bytes.Min(), 0, 16_000); // only handles of tensors: a [B, H] array would have at least 16 KB
    }

    [Fact]
    public void TrainEpoch_HugeLearningRate_ThrowsTrainingDiverged()
    {
        using var problem = GzslProblem.ForTest(TinyBenchmark.Create(), FeatureScalingKind.MinMax, CPU);
        using var generator = new WganGenerator(
            problem, new WganOptions { Hidden = 8, BatchSize = 16, LearningRate = 1e30 }, seed: 1);
        var exception = Assert.Throws<TrainingDivergedException>(() =>
        {
            for (var epoch = 0; epoch < 5; epoch++)
                generator.TrainEpoch(TestContext.Current.CancellationToken);
        });
        Assert.Contains("the critic's loss must be finite", exception.Message);
    }

    private static TrainedArray[] GetArrays(ConditionalGenerator generator) =>
        [generator.NoiseWeight, generator.DescriptorWeight, generator.HiddenBias, generator.OutputWeight,
            generator.OutputBias];
}
