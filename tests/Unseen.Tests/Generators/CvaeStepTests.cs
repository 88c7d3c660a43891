using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Unseen.Tests.Generators;

public class CvaeStepTests
{
    private static readonly GeneratorShape _shape = new(Features: 5, Descriptor: 3, Hidden: 7, Batch: 6, Classes: 4);

    private readonly RandomTensors _numbers = new();

    [Fact]
    public void Forward_DivergenceAndSample_EqualPlainLoops()
    {
        using var scope = NewDisposeScope();
        using var step = new Step(_numbers);
        var divergence = step.Encoder.Forward(step.X, step.Descriptors, step.Labels, step.Epsilon, step.Latents);
        var input = PlainLoops.Rows(cat([step.X, step.Descriptors.index_select(0, step.Labels)], 1));
        var weight = cat([step.Encoder.FeatureWeight.Value, step.Encoder.DescriptorWeight.Value], 1);
        double expected = 0;
        for (var i = 0; i < 6; i++)
        {
            var hidden = PlainLoops.Leaky(PlainLoops.Affine(input[i], weight, step.Encoder.HiddenBias.Value));
            var statistics = PlainLoops.Affine(hidden, step.Encoder.OutputWeight.Value, step.Encoder.OutputBias.Value);
            for (var k = 0; k < 3; k++)
            {
                var (mean, logVariance) = (statistics[k], statistics[3 + k]);
                expected += (Math.Exp(logVariance) + (mean * mean) - 1 - logVariance) / 2 / 6;
                Assert.Equal(mean + (Math.Exp(logVariance / 2)
                    * step.Epsilon[i, k].item<double>()), step.Latents[i, k].item<double>(), 1e-10);
            }
        }

        Assert.Equal(expected, divergence, 1e-10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.3)]
    [InlineData(0)]
    public void Update_BothNetworks_EqualsAutogradAndAdamOnTheWholeLoss(double divergenceWeight)
    {
        using var scope = NewDisposeScope();
        using var step = new Step(_numbers);
        const double weight = 1.7;
        var e = step.EncoderArrays.Select(array => new Parameter(array.Value.clone())).ToArray();
        var d = step.DecoderArrays.Select(array => new Parameter(array.Value.clone())).ToArray();
        var a = step.Descriptors.index_select(0, step.Labels);
        var hidden = nn.functional.leaky_relu(step.X.mm(e[0].t()) + a.mm(e[1].t()) + e[2], 0.2);
        var statistics = hidden.mm(e[3].t()) + e[4];
        var (mean, logVariance) = (statistics.narrow(1, 0, 3), statistics.narrow(1, 3, 3));
        var z = mean + ((logVariance / 2).exp() * step.Epsilon);
        var decoded = nn.functional.leaky_relu(z.mm(d[0].t()) + a.mm(d[1].t()) + d[2], 0.2);
        var x = (decoded.mm(d[3].t()) + d[4]).relu();
        var expected = (weight * (x - step.X).square().sum() / 6)
            + (divergenceWeight * 0.5 * (logVariance.exp() + mean.square() - 1 - logVariance).sum() / 6);
        using var adam = optim.Adam([.. e, .. d], 0.01, 0.9, 0.999);
        expected.backward();
        adam.step();

        var loss = step.Run(weight, new AdamSettings(0.01, 0.9, 0.999), divergenceWeight);
        Assert.Equal(expected.item<double>(), loss, 1e-9);
        foreach (var (parameter, array) in e.Zip(step.EncoderArrays).Concat(d.Zip(step.DecoderArrays)))
            Assert.True(array.Value.allclose(parameter, 1e-7, 1e-9));
    }

    [Fact]
    public void Reconstruction_EqualsPlainLoopsAndFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var (x, made, gradient) = (Double(3, 4), Double(3, 4), Double(3, 4));
        var loss = Reconstruction.Back(made, x, 0.7, gradient);
        double Loss(double[] values) =>
            values.Zip(x.data<double>(), (v, truth) => 0.7 * Math.Pow(v - truth, 2) / 3).Sum();
        var at = made.data<double>().ToArray();
        Assert.Equal(Loss(at), loss, 1e-12);
        for (var i = 0; i < at.Length; i++)
        {
            double[] up = [.. at], down = [.. at];
            (up[i], down[i]) = (up[i] + 1e-5, down[i] - 1e-5);
            Assert.Equal((Loss(up) - Loss(down)) / 2e-5, gradient.data<double>()[i], 1e-7);
        }
    }

    private Tensor Double(params long[] size) => _numbers.Double(size);

    /// <summary>A CVAE in float64. Its weights are larger than initial weights usually are, so that every term changes
    /// the results noticeably.</summary>
    private sealed class Step : IDisposable
    {
        private readonly RandomTensors _numbers;
        private readonly Generator _random = new(3);
        private readonly FusedOperations _operations = FusedOperations.For(CPU, ScalarType.Float64);

        public Step(RandomTensors numbers)
        {
            _numbers = numbers;
            (X, Descriptors) = (numbers.Double(6, 5), numbers.Double(4, 3));
            (Epsilon, Latents) = (numbers.Double(6, 3), numbers.Double(6, 3));
            Encoder = new ConditionalEncoder(_shape, _random, CPU, ScalarType.Float64, _operations);
            Decoder = new ConditionalGenerator(_shape, _random, CPU, ScalarType.Float64, _operations);
            foreach (var array in EncoderArrays.Concat(DecoderArrays))
                array.Value.normal_(0, 0.5, _random);
        }

        public ConditionalEncoder Encoder { get; }

        public ConditionalGenerator Decoder { get; }

        public Tensor X { get; }

        public Tensor Descriptors { get; }

        public Tensor Labels { get; } = tensor(new long[] { 0, 3, 3, 1, 2, 0 });

        public Tensor Epsilon { get; }

        public Tensor Latents { get; }

        public TrainedArray[] EncoderArrays =>
            [Encoder.FeatureWeight, Encoder.DescriptorWeight, Encoder.HiddenBias, Encoder.OutputWeight,
            Encoder.OutputBias];

        public TrainedArray[] DecoderArrays =>
            [Decoder.NoiseWeight, Decoder.DescriptorWeight, Decoder.HiddenBias, Decoder.OutputWeight,
            Decoder.OutputBias];

        public double Run(double weight, AdamSettings settings, double divergenceWeight)
        {
            var (made, gradient, latentGradient) =
                (_numbers.Double(6, 5), _numbers.Double(6, 5), _numbers.Double(6, 3));
            var divergence = divergenceWeight * Encoder.Forward(X, Descriptors, Labels, Epsilon, Latents);
            Decoder.Condition(Descriptors);
            Decoder.Forward(Latents, Labels, made);
            var loss = divergence + Reconstruction.Back(made, X, weight, gradient);
            Decoder.Backward(gradient, made, Latents, Descriptors, Labels, latentGradient);
            Decoder.Update(new FusedAdam(settings, _operations));
            Encoder.Update(latentGradient, X, Descriptors, Labels, Epsilon, new FusedAdam(settings, _operations),
                divergenceWeight);
            return loss;
        }

        public void Dispose()
        {
            Encoder.Dispose();
            Decoder.Dispose();
            _random.Dispose();
        }
    }
}
