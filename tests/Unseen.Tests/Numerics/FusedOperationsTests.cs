using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Tests.Numerics;

/// <summary>Compares the SIMD loops with tensor calls, at sizes that do not fill whole registers. For pair scores and
/// for the cross-entropy of unit prototypes, also compares the tensor calls with autograd.</summary>
public class FusedOperationsTests
{
    private const int B = 13, C = 5, H = 45, D = 37;

    private readonly RandomTensors _numbers = new();

    public static TheoryData<ScalarType> Types => [ScalarType.Float32, ScalarType.BFloat16];

    [Theory]
    [MemberData(nameof(Types))]
    public void HiddenLayer_EqualsTensorCalls(ScalarType type) => AssertAgree(type, (operations, random) =>
    {
        var (sums, byClass, bias) = (random.Matrix(B, H), random.Matrix(C, H), random.Single(H));
        operations.HiddenLayer(sums, byClass, random.Labels(), bias);
        var alone = random.Matrix(B, H);
        operations.HiddenLayer(alone, null, null, bias);
        return [sums, alone];
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void HiddenLayerBack_EqualsTensorCalls(ScalarType type) => AssertAgree(type, (operations, random) =>
    {
        var (gradient, hidden, byClass, bias) =
            (random.Matrix(B, H), random.Matrix(B, H), random.Matrix(C, H), random.Single(H));
        operations.HiddenLayerBack(gradient, hidden, random.Labels(), byClass, bias);
        return [gradient, byClass, bias];
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void ReluLayers_EqualTensorCalls(ScalarType type) => AssertAgree(type, (operations, random) =>
    {
        var (sums, bias, gradient, biasGradient) =
            (random.Matrix(B, D), random.Single(D), random.Matrix(B, D), random.Single(D));
        operations.ReluLayer(sums, bias);
        operations.ReluLayerBack(gradient, sums, biasGradient);
        return [sums, gradient, biasGradient];
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void CriticLayer_EqualsTensorCalls(ScalarType type) => AssertAgree(type, (operations, random) =>
    {
        var (sums, byClass, bias, weight) =
            (random.Matrix(2 * B, H), random.Matrix(C, H), random.Single(H), random.Single(H));
        var (slopes, mixedBack, slopesByClass, slopeSums) =
            (random.Matrix(3 * B, H), random.Matrix(B, H), random.Matrix(C, H), random.Single(H));
        var (real, fake) = operations.CriticLayer(
            sums, byClass, random.Labels(), bias, weight, random.Single(B).sigmoid(), slopes, mixedBack, slopesByClass,
                slopeSums);
        operations.CriticLayerBack(sums.narrow(0, 0, B), byClass, random.Labels(), bias, weight, -0.3);
        return [slopes, mixedBack, slopesByClass, slopeSums, sums,
            tensor(new[] { real, fake }, dtype: ScalarType.Float32)];
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void PenaltyBack_EqualsTensorCalls(ScalarType type) => AssertAgree(type, (operations, random) =>
    {
        var (gradient, back) = (random.Matrix(B, D), random.Matrix(B, D));
        var penalty = operations.PenaltyBack(gradient, 10, back);
        return [back, tensor(new[] { penalty }, dtype: ScalarType.Float32)];
    });

    [Theory]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.Float32, true)]
    [InlineData(ScalarType.BFloat16, false)]
    public void UnitPrototypes_EqualTensorCalls(ScalarType type, bool relu) => AssertAgree(type, (operations, random) =>
    {
        var (sums, bias, unit, lengths, centred) =
            (random.Matrix(C, D), random.Single(D), random.Single(C, D), random.Single(C), random.Matrix(C, D));
        operations.UnitPrototypes(sums, bias, relu, unit, lengths, centred);
        var (gradient, biasGradient) = (random.Matrix(C, D), random.Single(D));
        operations.UnitPrototypesBack(gradient, unit, lengths, relu, biasGradient);
        return [unit, lengths, centred, gradient, biasGradient];
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void CrossEntropy_EqualsTensorCalls(ScalarType type) => AssertAgree(type, (operations, random) =>
    {
        var (scores, bias, biasGradient) = (random.Matrix(B, H), random.Single(H), random.Single(H));
        var loss = operations.CrossEntropy(scores, bias, 2.5, random.Labels(), random.Rows(), biasGradient);
        return [scores, biasGradient, tensor(new[] { loss }, dtype: ScalarType.Float32)];
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void KeepLargestUnseen_EqualsTensorCalls(ScalarType type) => AssertAgree(type, (operations, random) =>
    {
        var (scores, isSeen) = (random.Matrix(B, C), tensor(new[] { 1f, 0, 1, 0, 0 }));
        operations.KeepLargestUnseen(scores, isSeen, -0.7, random.Labels(), random.Rows());
        Assert.True(scores.isinf().any().item<bool>());
        return [scores.clamp(min: -100)];
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void PairScores_EqualTensorCalls(ScalarType type) => AssertAgree(type, (operations, random) =>
    {
        var (left, right, weight, scores) =
            (random.Matrix(B, H), random.Matrix(C, H), random.Single(H), random.Single(B, C));
        operations.PairScores(left, right, weight, scores);
        var (leftBack, rightBack, weightBack) = (random.Matrix(B, H), random.Matrix(C, H), random.Single(H));
        operations.PairScoresBack(left, right, weight, random.Single(B, C), leftBack, rightBack, weightBack);
        return [scores, leftBack, rightBack, weightBack];
    });

    [Fact]
    public void PairScores_EqualTheNetworkOnConcatenatedPairsWithAutograd()
    {
        using var scope = NewDisposeScope();
        var operations = new TensorOperations();
        var (h, a, w) = (Double(B, 6), Double(C, 4), Double(H).requires_grad_());
        var (wh, wa) = (Double(H, 6).requires_grad_(), Double(H, 4).requires_grad_());
        // [B * C, 6 + 4]: the matrix of all pairs, which PairScores avoids building
        var pairs = cat([h.repeat_interleave(C, 0), a.repeat(B, 1)], 1);
        var expected = nn.functional.leaky_relu(pairs.mm(cat([wh, wa], 1).t()), 0.2).mv(w).view(B, C);
        var upstream = Double(B, C);
        expected.backward([upstream]);

        var (left, right, scores) = (h.mm(wh.detach().t()), a.mm(wa.detach().t()), Double(B, C));
        operations.PairScores(left, right, w.detach(), scores);
        var (leftBack, rightBack, weightBack) = (Double(B, H), Double(C, H), Double(H));
        operations.PairScoresBack(left, right, w.detach(), upstream, leftBack, rightBack, weightBack);
        Assert.True(scores.allclose(expected, 1e-10, 1e-10));
        Assert.True(leftBack.t().mm(h).allclose(wh.grad!, 1e-8, 1e-10));
        Assert.True(rightBack.t().mm(a).allclose(wa.grad!, 1e-8, 1e-10));
        Assert.True(weightBack.allclose(w.grad!, 1e-8, 1e-10));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void GatherRows_CopiesTheGivenRows(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var random = new Numbers(type, generator);
        var (source, destination, rows) = (random.Matrix(9, D), random.Matrix(4, D), tensor(new long[] { 8, 0, 3, 3 }));
        FusedOperations.For(CPU, type).GatherRows(source, rows, destination);
        Assert.True(destination.equal(source.index_select(0, rows)).all().item<bool>());
    }

    [Fact]
    public void CrossEntropyOfUnitPrototypes_EqualsAutogradInFloat64()
    {
        using var scope = NewDisposeScope();
        var operations = new TensorOperations();
        var (x, bias) = (nn.functional.normalize(Double(B, D), dim: 1), Double(C));
        var (raw, outputBias) = (Double(C, D), Double(D));
        var (labels, rows) = (_numbers.Integers(C, 20), _numbers.DifferentIntegers(20, B));
        foreach (var relu in new[] { false, true })
        {
            var (leaf, leafBias) = (raw.clone().requires_grad_(), outputBias.clone().requires_grad_());
            var prototypes = relu ? (leaf + leafBias).relu() : leaf + leafBias;
            var logits = x.mm(nn.functional.normalize(prototypes, dim: 1).t()) / 0.04 + bias;
            var expected = nn.functional.cross_entropy(logits, labels.index_select(0, rows));
            expected.backward();

            var (sums, unit, centred, lengths) = (raw.clone(), Double(C, D), Double(C, D), Double(C));
            operations.UnitPrototypes(sums, outputBias, relu, unit, lengths, centred);
            var scores = x.mm(centred.t());
            var loss = operations.CrossEntropy(scores, bias, 25, labels, rows, biasGradient: null);
            var (gradient, biasGradient) = (scores.t().mm(x), Double(D));
            operations.UnitPrototypesBack(gradient, unit, lengths, relu, biasGradient);
            Assert.Equal(expected.item<double>(), loss, 1e-10);
            Assert.True(gradient.allclose(leaf.grad!, 1e-8, 1e-10));
            Assert.True(biasGradient.allclose(leafBias.grad!, 1e-8, 1e-10));
        }
    }

    private Tensor Double(params long[] size) => _numbers.Double(size);

    /// <summary>Runs the SIMD loops and the tensor calls on equal inputs, and compares all arrays that they
    /// return.</summary>
    private static void AssertAgree(ScalarType type, Func<FusedOperations, Numbers, Tensor[]> run)
    {
        using var scope = NewDisposeScope();
        using var simd = FusedOperations.For(CPU, type);
        Assert.IsNotType<TensorOperations>(simd);
        using var random = new Generator(5);
        var state = random.get_state();
        var expected = run(new TensorOperations(), new Numbers(type, random));
        random.set_state(state);
        var actual = run(simd, new Numbers(type, random));
        // For bfloat16, the relative tolerance is one unit in the last place.
        var (relative, absolute) = type == ScalarType.Float32 ? (1e-5, 1e-5) : (1.0 / 128, 1e-2);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(
                actual[i].to(ScalarType.Float64).allclose(expected[i].to(ScalarType.Float64), relative, absolute),
                    $"array {i} differs");
    }

    /// <summary>Random inputs of the types that the operations take.</summary>
    private sealed class Numbers(ScalarType type, Generator generator)
    {
        public Tensor Matrix(long rows, long columns) => randn(rows, columns, generator: generator).to(type);

        public Tensor Single(params long[] size) => randn(size, generator: generator);

        public Tensor Labels() => randint(C, [20], dtype: ScalarType.Int64, generator: generator).narrow(
            0, 0, B).contiguous();

        public Tensor Rows() => randperm(B, dtype: ScalarType.Int64, generator: generator);
    }
}
