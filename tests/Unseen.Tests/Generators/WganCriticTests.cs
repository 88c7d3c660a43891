using Unseen.Generators;
using Unseen.Methods.Wgan;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;
using static Unseen.Tests.PlainLoops;

namespace Unseen.Tests.Generators;

public class WganCriticTests
{
    private const double Lambda = 10;

    [Fact]
    public void Backward_EqualsAutogradOfTheLossAsPublished()
    {
        using var scope = NewDisposeScope();
        using var step = new CriticStep(batch: 7, features: 5, descriptor: 4, hidden: 9, classes: 3);
        var published = step.PublishedLoss();
        published.backward();
        var (loss, _) = step.Backward();

        Assert.Equal(published.item<double>(), loss, 1e-10);
        foreach (var ((derived, expected), index) in step.Gradients().Zip(step.Weights.Select(weight => weight.grad!))
            .Select((pair, index) => (pair, index)))
            Assert.True(derived.allclose(expected, 1e-8, 1e-8), $"the gradient of parameter {index} differs");
    }

    [Fact]
    public void Backward_EqualsFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        using var step = new CriticStep(batch: 4, features: 3, descriptor: 2, hidden: 5, classes: 2);
        step.Backward();
        var gradients = step.Gradients().Select(gradient => gradient.clone()).ToArray();

        const double h = 1e-6;
        foreach (var (parameter, gradient) in step.Masters.Zip(gradients))
        {
            using var inference = no_grad();
            var (flat, expected) = (parameter.view(-1), gradient.view(-1));
            for (var i = 0; i < flat.numel(); i++)
            {
                var value = flat[i].item<double>();
                flat[i] = value + h;
                var above = step.Backward().Loss;
                flat[i] = value - h;
                var below = step.Backward().Loss;
                flat[i] = value;
                Assert.Equal((above - below) / (2 * h), expected[i].item<double>(), 1e-5);
            }
        }
    }

    [Fact]
    public void Backward_LossAndDistance_EqualPlainLoops()
    {
        using var scope = NewDisposeScope();
        using var step = new CriticStep(batch: 3, features: 2, descriptor: 2, hidden: 3, classes: 2);
        var (loss, distance) = step.Backward();
        double gap = 0, penalty = 0;
        foreach (var (i, (real, fake)) in Rows(step.Critic.Real).Zip(Rows(step.Critic.Fake)).Index())
        {
            var (t, label) = (step.Mix[i].item<double>(), (int)step.Labels[i].item<long>());
            gap += (step.Plain.Score(fake, label) - step.Plain.Score(real, label)) / 3;
            double[] between = [.. real.Zip(fake, (r, f) => t * r + (1 - t) * f)];
            var length = Math.Sqrt(step.Plain.Slope(between, label).Sum(g => g * g));
            penalty += (length - 1) * (length - 1) / 3;
        }

        Assert.Equal(gap + Lambda * penalty, loss, 1e-10);
        Assert.Equal(-gap, distance, 1e-10);
    }

    [Fact]
    public void Update_AllParameters_EqualsAdam()
    {
        using var scope = NewDisposeScope();
        using var step = new CriticStep(batch: 6, features: 5, descriptor: 3, hidden: 8, classes: 4);
        step.PublishedLoss().backward();
        var parameters = step.Weights.Select(weight =>
            new TorchSharp.Modules.Parameter(weight.detach()) { grad = weight.grad }).ToArray();
        using var adam = optim.Adam(parameters, 0.01, 0.5, 0.999);
        adam.step();
        step.Backward();
        step.Critic.Update(new FusedAdam(new AdamSettings(0.01, 0.5, 0.999), step.Operations));
        foreach (var (expected, actual) in parameters.Zip(step.Masters))
            Assert.True(actual.allclose(expected, 1e-7, 1e-9));
    }

    [Fact]
    public void GeneratorGradient_EqualsAutograd()
    {
        using var scope = NewDisposeScope();
        using var step = new CriticStep(batch: 6, features: 5, descriptor: 3, hidden: 8, classes: 4);
        var fake = step.Critic.Fake.clone().requires_grad_();
        (-step.Score(fake).mean()).backward();
        Assert.True(step.Critic.GeneratorGradient(step.Descriptors, step.Labels).allclose(fake.grad!, 1e-10, 1e-10));
    }

    /// <summary>A critic in float64, and a batch. The weights of the critic are larger than initial weights usually
    /// are, so that every term changes the results noticeably.</summary>
    private sealed class CriticStep : IDisposable
    {
        public CriticStep(int batch, int features, int descriptor, int hidden, int classes)
        {
            using var random = new Generator(11);
            Operations = FusedOperations.For(CPU, ScalarType.Float64);
            Critic = new WganCritic(new GeneratorShape(features, descriptor, hidden, batch, classes), random, CPU,
                ScalarType.Float64, Operations);
            foreach (var master in Masters)
                master.normal_(0, 0.7, random);
            Critic.Real.uniform_(0, 1, random);
            Critic.Fake.uniform_(0, 1, random);
            Mix = rand(batch, dtype: ScalarType.Float64, generator: random);
            Descriptors = randn(classes, descriptor, dtype: ScalarType.Float64, generator: random);
            Labels = randint(classes, [batch], dtype: ScalarType.Int64, generator: random);
            Weights = [.. Masters.Select(master => master.clone().requires_grad_())];
        }

        public FusedOperations Operations { get; }

        public WganCritic Critic { get; }

        public Tensor Mix { get; }

        public Tensor Descriptors { get; }

        public Tensor Labels { get; }

        /// <summary>The critic's parameters Wx, Wa, b and w.</summary>
        public Tensor[] Masters =>
            [Critic.FeatureWeight.Value, Critic.DescriptorWeight.Value, Critic.HiddenBias.Value,
                Critic.OutputWeight.Value];

        /// <summary>Copies of <see cref="Masters"/> for autograd.</summary>
        public Tensor[] Weights { get; }

        public PlainCritic Plain => new(Masters, Descriptors);

        public (double Loss, double Distance) Backward() => Critic.Backward(Descriptors, Labels, Mix, Lambda);

        /// <summary>Computes the gradients of the four parameters. The gradients of Wx, Wa and b that the critic stores
        /// lack the factor w / B. For the gradient of w, the other parameters of each hidden unit are multiplied by
        /// their stored gradients, and the sum of these products is divided by B.</summary>
        public Tensor[] Gradients()
        {
            var (w, batch) = (Critic.OutputWeight.Value, (double)Labels.shape[0]);
            var output = (Masters[0] * Critic.FeatureGradient).sum(dim: 1)
                + (Masters[1] * Critic.DescriptorGradient).sum(dim: 1)
                + Masters[2] * Critic.HiddenBiasGradient;
            return
            [
                Critic.FeatureGradient * w.unsqueeze(1) / batch, Critic.DescriptorGradient * w.unsqueeze(1) / batch,
                Critic.HiddenBiasGradient * w / batch, output / batch,
            ];
        }

        public Tensor Score(Tensor x)
        {
            var h = x.mm(Weights[0].t()) + Descriptors.index_select(0, Labels).mm(Weights[1].t()) + Weights[2];
            return nn.functional.leaky_relu(h, 0.2).mv(Weights[3]);
        }

        public Tensor PublishedLoss()
        {
            var mix = Mix.unsqueeze(1);
            var between = (mix * Critic.Real + (1 - mix) * Critic.Fake).requires_grad_();
            var slope = autograd.grad([Score(between).sum()], [between], retain_graph: true, create_graph: true)[0];
            var penalty = (slope.norm(1) - 1).pow(2).mean();
            return Score(Critic.Fake).mean() - Score(Critic.Real).mean() + Lambda * penalty;
        }

        public void Dispose()
        {
            Critic.Dispose();
            Operations.Dispose();
        }
    }

    /// <summary>The critic in loops over doubles.</summary>
    private sealed class PlainCritic
    {
        private readonly double[][] _featureWeight, _classActivation;
        private readonly double[] _outputWeight;

        public PlainCritic(Tensor[] parameters, Tensor descriptors)
        {
            _featureWeight = Rows(parameters[0]);
            _outputWeight = parameters[3].data<double>().ToArray();
            var (weight, bias) = (Rows(parameters[1]), parameters[2].data<double>().ToArray());
            _classActivation = [.. Rows(descriptors)
                .Select(a => weight.Select((row, j) => Dot(row, a) + bias[j]).ToArray())];
        }

        public double Score(double[] x, int label) =>
            _featureWeight.Select((row, j) => Dot(row, x) + _classActivation[label][j])
                .Select((h, j) => _outputWeight[j] * (h > 0 ? h : 0.2 * h)).Sum();

        public double[] Slope(double[] x, int label) =>
            [.. x.Select((_, d) => _featureWeight.Select((row, j) =>
                _outputWeight[j] * (Dot(row, x) + _classActivation[label][j] > 0 ? 1 : 0.2) * row[d]).Sum())];
    }
}
