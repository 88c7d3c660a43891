using Unseen.Methods.CeGzsl;
using Unseen.Numerics;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Unseen.Tests.Generators;

public class ContrastiveEmbeddingTests
{
    private const int B = 6, D = 5, S = 4, A = 3;
    private static readonly CeGzslOptions _options =
        new() { Embedding = 8, Projection = 4, Comparator = 7, InstanceWeight = 0.3, ClassWeight = 0.2 };
    private static readonly long[] _classes = [0, 3, 3, 1, 2, 0];

    private readonly RandomTensors _numbers = new();

    [Fact]
    public void Backward_EqualsAutogradOverTheConcatenatedComparator()
    {
        using var scope = NewDisposeScope();
        var descriptors = Double(S, A);
        using var random = new Generator(1);
        using var operations = FusedOperations.For(CPU, ScalarType.Float64);
        using var embedding = Create(descriptors, random, operations);
        var (x, classes) = (Double(B, D), tensor(_classes));
        var p = embedding.Arrays.Select(array => new Parameter(array.Value.clone())).ToArray();
        var expected = Instance(p, x, classes) + Class(p, x, descriptors, classes);
        expected.backward();

        Assert.Equal(expected.item<double>(), embedding.Backward(x, classes, classes), 1e-9);
        foreach (var (parameter, array) in p.Zip(embedding.Arrays))
            Assert.True(embedding.GetGradient(array).allclose(parameter.grad!, 1e-8, 1e-9));
    }

    [Fact]
    public void AddGradient_EqualsAutogradWithRespectToTheGeneratedSamples()
    {
        using var scope = NewDisposeScope();
        var descriptors = Double(S, A);
        using var random = new Generator(2);
        using var operations = FusedOperations.For(CPU, ScalarType.Float64);
        using var embedding = Create(descriptors, random, operations);
        var (fake, real, classes) = (Double(B, D).requires_grad_(), Double(B, D), tensor(_classes));
        var p = embedding.Arrays.Select(array => new Parameter(array.Value.clone())).ToArray();
        var loss = (0.3 * Instance(p, cat([fake, real]), cat([classes, classes])))
            + (0.2 * Class(p, fake, descriptors, classes));
        loss.backward();

        var before = Double(B, D);
        var gradient = before.clone();
        embedding.AddGradient(fake.detach(), real, classes, classes, gradient);
        Assert.True((gradient - before).allclose(fake.grad!, 1e-8, 1e-9));
    }

    [Fact]
    public void Update_ManySteps_LowersTheLoss()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var operations = FusedOperations.For(CPU, ScalarType.Float64);
        using var embedding = Create(Double(S, A), random, operations);
        var (x, classes) = (Double(B, D), tensor(_classes));
        var first = embedding.Backward(x, classes, classes);
        for (var step = 0; step < 50; step++)
        {
            embedding.Backward(x, classes, classes);
            embedding.Update(0.01);
        }

        Assert.True(embedding.Backward(x, classes, classes) < 0.5 * first);
    }

    private static ContrastiveEmbedding Create(Tensor descriptors, Generator random, FusedOperations operations)
    {
        var embedding = new ContrastiveEmbedding(D, B, descriptors, _options, random, operations);
        foreach (var array in embedding.Arrays)
            array.Value.normal_(0, 0.5, random);
        return embedding;
    }

    private static Tensor Instance(Parameter[] p, Tensor x, Tensor classes)
    {
        var z = nn.functional.normalize((x.mm(p[0].t()) + p[1]).relu().mm(p[2].t()) + p[3], dim: 1);
        var itself = eye(z.size(0), dtype: ScalarType.Bool);
        var logProbability = (z.mm(z.t()) / 0.1).masked_fill(itself, double.NegativeInfinity).log_softmax(
            1).masked_fill(itself, 0);
        var positive = (classes.unsqueeze(0) == classes.unsqueeze(1)).logical_and(itself.logical_not()).to(
            ScalarType.Float64);
        var count = positive.sum(dim: 1);
        var terms = (logProbability * positive).sum(dim: 1) / count.clamp(min: 1);
        return -terms.sum() / (count > 0).sum();
    }

    private static Tensor Class(Parameter[] p, Tensor x, Tensor descriptors, Tensor classes)
    {
        var h = (x.mm(p[0].t()) + p[1]).relu();
        var pairs = cat([h.repeat_interleave(S, 0), descriptors.repeat(x.size(0), 1)], 1); // [B S, K + A]
        var scores = nn.functional.leaky_relu(pairs.mm(cat([p[4], p[5]], 1).t()) + p[6], 0.2).mv(p[7]).view(
            x.size(0), S);
        return nn.functional.cross_entropy(scores / 0.1, classes);
    }

    private Tensor Double(params long[] size) => _numbers.Double(size);
}
